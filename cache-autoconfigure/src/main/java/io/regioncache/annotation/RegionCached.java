package io.regioncache.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Caches the result of a method in the home region, under a key and any number of tags.
 * <p>
 * Concurrent callers of one key share one load. The value is stored as JSON bound to the
 * declared return type; for {@code CompletableFuture}, {@code Mono} and {@code Flux} that
 * is the type of their elements. {@code null} is cached as well, with a time to live of
 * its own.
 *
 * @since 0.1
 * @see Invalidates
 * @see RegionPut
 */
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@PublicApi
public @interface RegionCached {

	/**
	 * Alias for {@link #cacheNames}.
	 * @return the names of the caches
	 */
	@AliasFor("cacheNames")
	String[] value() default {};

	/**
	 * The caches that hold the result. They are asked in this order; what a later one
	 * answers is stored in those before it.
	 * @return the names of the caches, at least one
	 */
	@AliasFor("value")
	String[] cacheNames() default {};

	/**
	 * SpEL expression for the key, as in
	 * {@link org.springframework.cache.annotation.Cacheable#key()}. Empty means all
	 * arguments of the method.
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
	 * Tags of the entry, each a SpEL template: plain text stays plain,
	 * <code>#{...}</code> is evaluated and may use the arguments and {@code #result}. An
	 * expression that yields a collection or an array gives one tag for each element.
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
	 * SpEL expression evaluated before the call; {@code false} bypasses the cache.
	 * @return the expression
	 */
	String condition() default "";

	/**
	 * SpEL expression evaluated after the call, with {@code #result}; {@code true} keeps
	 * the result out of the cache.
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

	/**
	 * How fresh the answer must be. None means what
	 * {@code regions.caches.<name>.consistency} says, which is
	 * {@link Consistency#SESSION} by default.
	 * @return one at most
	 */
	Consistency[] consistency() default {};

	/**
	 * How long ago the answer may have been invalidated at most, by whomever and in
	 * whichever region, as a duration ({@code 2s}, {@code ${...}}) of at least
	 * {@code 1500ms}. What cannot be shown to be that fresh is read in another region, or
	 * loaded. Empty means what {@code regions.caches.<name>.max-staleness} says, which is
	 * no bound by default.
	 * @return the duration
	 */
	String maxStaleness() default "";

}
