package io.regioncache.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Writes what {@link RegionPut} on the same method puts to a database later, in batches.
 * <p>
 * The change is appended to the changes of the region in the same step as the put, and a
 * {@code BatchWriter} bean for the cache is given the last change of each key. Until it
 * is written, all regions answer from it. A call whose change is not acknowledged fails
 * with a {@code WriteBehindException}.
 * <p>
 * A method that returns {@code null} puts a change without a value, a removal. It cannot
 * be called in a transaction, and {@code unless} and {@code vary} exclude it.
 *
 * @since 0.1
 * @see RegionPut
 */
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@PublicApi
public @interface WriteBehind {

	/**
	 * The cache whose puts are written. Empty means the only one that {@link RegionPut}
	 * names.
	 * @return the name of the cache
	 */
	String cache() default "";

	/**
	 * How long a change waits at most before it is written, where all is well:
	 * {@code 500ms}, {@code PT1S}, {@code ${...}}. All methods of a cache say the same.
	 * @return the duration, at least {@code 2ms}
	 */
	String maxDelay() default "1s";

	/**
	 * How many changes are written at once at most. All methods of a cache say the same.
	 * @return the number, from 1 to 10 000
	 */
	int batch() default 500;

}
