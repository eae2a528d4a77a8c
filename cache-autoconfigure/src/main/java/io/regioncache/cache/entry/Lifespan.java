package io.regioncache.cache.entry;

import java.time.Duration;

import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

/**
 * How long one entry lasts, which may depend on its value.
 *
 * @since 0.1
 */
@PublicApi
@FunctionalInterface
public interface Lifespan {

	/**
	 * The settings of the cache.
	 */
	Terms OF_CACHE = new Terms(null, null, null);

	/**
	 * Return how long an entry with a value lasts.
	 * @param value the value
	 * @return its terms
	 * @throws RuntimeException if they cannot be told; the value is not stored then
	 */
	Terms of(@Nullable Object value);

	/**
	 * Return whether an entry may outlive its time to live for callers whose load fails.
	 * @param otherwise what the cache says
	 * @return {@code false} only if that is certain
	 */
	default boolean mayOutliveFailures(Duration otherwise) {
		return true;
	}

	/**
	 * What does not depend on the value.
	 *
	 * @param ttl the time to live, or {@code null} for that of the cache; zero or
	 * negative keeps the value out of the cache
	 * @param staleWhileRevalidate how long an expired entry may be served while it is
	 * refreshed, or {@code null} for what the cache says
	 * @param staleIfError how long an expired entry may be served if its load fails, or
	 * {@code null} for what the cache says
	 */
	record Terms(@Nullable Duration ttl, @Nullable Duration staleWhileRevalidate,
			@Nullable Duration staleIfError) implements Lifespan {

		@Override
		public Terms of(@Nullable Object value) {
			return this;
		}

		@Override
		public boolean mayOutliveFailures(Duration otherwise) {
			Duration allowed = (this.staleIfError != null) ? this.staleIfError : otherwise;
			return !allowed.isZero() && !allowed.isNegative();
		}

	}

}
