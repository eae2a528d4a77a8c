package io.regioncache.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Lets calls of a method through up to a limit, which all processes of the region share.
 * <p>
 * A call beyond it fails with a {@code RateLimitExceededException} and does not reach the
 * method: blocking methods throw it, futures, {@code Mono} and {@code Flux} fail with it,
 * each subscription being a call, and so do suspending functions. It is checked inside
 * method security and outside of caches and transactions: a call counts whether a cache
 * answers it or not.
 *
 * @since 0.1
 */
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@PublicApi
public @interface RateLimited {

	/**
	 * The name of the limit; alias of {@link #name}.
	 * @return the name
	 */
	@AliasFor("name")
	String value() default "";

	/**
	 * The name of the limit, which {@code regions.rate-limits.<name>} describes.
	 * @return the name
	 */
	@AliasFor("value")
	String name() default "";

	/**
	 * SpEL expression for whose calls are counted together, as in
	 * {@link RegionCached#key()}. Empty means what {@code regions.rate-limits.<name>.key}
	 * says, and without that all calls.
	 * @return the expression
	 */
	String key() default "";

}
