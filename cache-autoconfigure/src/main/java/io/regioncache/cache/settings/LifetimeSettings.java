package io.regioncache.cache.settings;

import java.time.Duration;

import io.regioncache.annotation.PublicApi;

import org.springframework.util.Assert;

/**
 * How long the values of one cache are served.
 *
 * @param ttl how long a value counts as fresh
 * @param nullTtl the same for {@code null}; zero keeps {@code null} out of the cache
 * @param ttlJitter by which fraction a time to live is shortened at most, at random, so
 * that what was stored together does not expire together
 * @param staleWhileRevalidate how long after its time to live a value may be served while
 * it is refreshed; zero for never
 * @param staleIfError how long after its time to live a value may be served if its load
 * fails or takes too long; zero for never
 * @param earlyRefresh how eagerly a value is refreshed before its time to live is over,
 * as a multiple of the time its load took; zero for never, 1 is usual
 * @since 0.1
 */
@PublicApi
public record LifetimeSettings(Duration ttl, Duration nullTtl, double ttlJitter, Duration staleWhileRevalidate,
		Duration staleIfError, double earlyRefresh) {

	/**
	 * Fresh for about ten minutes, and never served after that.
	 */
	public static final LifetimeSettings DEFAULTS = new LifetimeSettings(Duration.ofMinutes(10), Duration.ofMinutes(1),
			0.1, Duration.ZERO, Duration.ZERO, 0);

	public LifetimeSettings {
		Assert.isTrue(!ttl.isZero() && !ttl.isNegative(), "'ttl' must be positive");
		Assert.isTrue(!nullTtl.isNegative(), "'nullTtl' must not be negative");
		Assert.isTrue(ttlJitter >= 0 && ttlJitter < 1, "'ttlJitter' must be at least 0 and below 1");
		Assert.isTrue(!staleWhileRevalidate.isNegative(), "'staleWhileRevalidate' must not be negative");
		Assert.isTrue(!staleIfError.isNegative(), "'staleIfError' must not be negative");
		Assert.isTrue(earlyRefresh >= 0, "'earlyRefresh' must not be negative");
	}

	LifetimeSettings withTtl(Duration ttl) {
		return new LifetimeSettings(ttl, this.nullTtl, this.ttlJitter, this.staleWhileRevalidate, this.staleIfError,
				this.earlyRefresh);
	}

	LifetimeSettings withNullTtl(Duration nullTtl) {
		return new LifetimeSettings(this.ttl, nullTtl, this.ttlJitter, this.staleWhileRevalidate, this.staleIfError,
				this.earlyRefresh);
	}

	LifetimeSettings withTtlJitter(double ttlJitter) {
		return new LifetimeSettings(this.ttl, this.nullTtl, ttlJitter, this.staleWhileRevalidate, this.staleIfError,
				this.earlyRefresh);
	}

	LifetimeSettings withStaleWhileRevalidate(Duration staleWhileRevalidate) {
		return new LifetimeSettings(this.ttl, this.nullTtl, this.ttlJitter, staleWhileRevalidate, this.staleIfError,
				this.earlyRefresh);
	}

	LifetimeSettings withStaleIfError(Duration staleIfError) {
		return new LifetimeSettings(this.ttl, this.nullTtl, this.ttlJitter, this.staleWhileRevalidate, staleIfError,
				this.earlyRefresh);
	}

	LifetimeSettings withEarlyRefresh(double earlyRefresh) {
		return new LifetimeSettings(this.ttl, this.nullTtl, this.ttlJitter, this.staleWhileRevalidate,
				this.staleIfError, earlyRefresh);
	}

}
