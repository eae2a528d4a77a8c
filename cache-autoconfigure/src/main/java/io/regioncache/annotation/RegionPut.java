package io.regioncache.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Always calls the method, invalidates the key and stores the result in its place.
 * <p>
 * If anything that covers the entry was invalidated while the method ran, the result is
 * not stored: it may have been computed from what the invalidation declared old. The next
 * read then loads.
 *
 * @since 0.1
 * @see RegionCached
 */
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@PublicApi
public @interface RegionPut {

	/**
	 * Alias for {@link #cacheNames}.
	 * @return the names of the caches
	 */
	@AliasFor("cacheNames")
	String[] value() default {};

	/**
	 * The caches that hold the result.
	 * @return the names of the caches, at least one
	 */
	@AliasFor("value")
	String[] cacheNames() default {};

	/**
	 * SpEL expression for the key; unlike that of {@link RegionCached#key()} it may use
	 * {@code #result}. Empty means all arguments of the method.
	 * @return the expression
	 */
	String key() default "";

	/**
	 * Bean name of a {@link org.springframework.cache.interceptor.KeyGenerator}; excludes
	 * {@link #key}.
	 * @return the bean name
	 */
	String keyGenerator() default "";

	/**
	 * Tags of the entry, each a SpEL template, as in {@link RegionCached#tags()}.
	 * @return the templates
	 */
	String[] tags() default {};

	/**
	 * Time to live as a duration ({@code 30m}, {@code PT30M}, {@code ${...}}), or as a
	 * SpEL template that gives one for each result, as in
	 * <code>#{#result.expiresIn}</code>: a {@code Duration}, a number of seconds, an
	 * {@code Instant} or text. Zero or less keeps the result out of the cache. Empty or
	 * {@code null} means that of the cache.
	 * @return the time to live
	 */
	String ttl() default "";

	/**
	 * SpEL expression evaluated before the call; {@code false} leaves the cache alone.
	 * @return the expression
	 */
	String condition() default "";

	/**
	 * SpEL expression evaluated after the call, with {@code #result}; {@code true}
	 * invalidates the key but does not store the result.
	 * @return the expression
	 */
	String unless() default "";

	/**
	 * For how long after its time to live an entry may still be served while one caller
	 * refreshes it, as {@link #ttl} is written. Empty means that of the cache.
	 * @return the duration
	 */
	String staleWhileRevalidate() default "";

	/**
	 * For how long after its time to live an entry may still be served if its load fails
	 * or takes too long, as {@link #ttl} is written. Empty means that of the cache.
	 * @return the duration
	 */
	String staleIfError() default "";

	/**
	 * Caller attributes that are part of the key: those of {@link Vary}, and the
	 * application's own. Invalidating the key concerns the entries of all callers.
	 * @return the names of the attributes
	 */
	String[] vary() default {};

}
