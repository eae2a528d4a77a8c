package io.regioncache.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a {@link RegionCached} method whose elements are cached one by
 * one: {@code Map<Long, Product> find(@Keys Collection<Long> ids)}.
 * <p>
 * The method takes a {@code Collection}, {@code List} or {@code Set} and returns a
 * {@code Map} from its elements to their values, at once or as a
 * {@code CompletableFuture} or {@code Mono}, or suspends. It is called with the elements
 * that are not cached, if there are any, and may leave out those that have no value: they
 * are cached as absent.
 * <p>
 * The key of an element is that of a method which takes the element in place of the
 * collection: the element itself, or a
 * {@link org.springframework.cache.interceptor.SimpleKey} of it and all other arguments.
 * In {@link RegionCached#tags()} and {@link RegionCached#unless()}, {@code #key} is the
 * element and {@code #result} its value.
 *
 * @see RegionCached
 * @since 0.1
 */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@PublicApi
public @interface Keys {

}
