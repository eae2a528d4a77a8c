package io.regioncache.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what is promised: it changes only as docs/releasing.md says. Whatever else is
 * public is so for other packages of this library, and may change at any time; so may a
 * member of a promised type that is marked {@link Internal}.
 *
 * @since 0.1
 */
@PublicApi
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
@Documented
public @interface PublicApi {

}
