package io.regioncache.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Invalidates what a method has changed, once it has returned normally and the
 * transaction around it has committed. A method that throws invalidates nothing.
 * <p>
 * Everything one annotation names is marked in one atomic step. Once the method has
 * returned, no read through the home region returns a value whose load began earlier.
 *
 * @since 0.1
 * @see RegionCached
 */
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@Repeatable(Invalidates.Container.class)
@PublicApi
public @interface Invalidates {

	/**
	 * Tags to invalidate, in every cache. Each is a SpEL template as in
	 * {@link RegionCached#tags()}.
	 * @return the templates
	 */
	String[] tags() default {};

	/**
	 * Caches in which {@link #key}, {@link #keys} or {@link #allEntries} applies.
	 * @return the names of the caches
	 */
	String[] cacheNames() default {};

	/**
	 * SpEL expression for the key to invalidate in each of {@link #cacheNames}; it may
	 * use {@code #result}. Empty means all arguments of the method, unless {@link #keys}
	 * or {@link #allEntries} is set.
	 * @return the expression
	 */
	String key() default "";

	/**
	 * SpEL expression for a collection or an array of keys to invalidate in each of
	 * {@link #cacheNames}, in one step; it may use {@code #result}. Excludes
	 * {@link #key}.
	 * @return the expression
	 */
	String keys() default "";

	/**
	 * Whether all entries of each of {@link #cacheNames} are invalidated; excludes
	 * {@link #key} and {@link #keys}.
	 * @return {@code true} for all entries
	 */
	boolean allEntries() default false;

	/**
	 * SpEL expression evaluated after the call, with {@code #result}; {@code false}
	 * invalidates nothing.
	 * @return the expression
	 */
	String condition() default "";

	/**
	 * Whether the entries are removed or may be served stale while they are refreshed.
	 * @return the mode
	 */
	InvalidationMode mode() default InvalidationMode.REMOVE;

	/**
	 * Which regions the invalidation is meant for. It reaches other regions through their
	 * logs, some time after the method has returned.
	 * @return the regions
	 */
	InvalidationRegions regions() default InvalidationRegions.ALL;

	/**
	 * Holds several {@link Invalidates}; written by the compiler.
	 */
	@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
	@Retention(RetentionPolicy.RUNTIME)
	@Inherited
	@Documented
	@interface Container {

		/**
		 * The annotations.
		 * @return the annotations
		 */
		Invalidates[] value();

	}

}
