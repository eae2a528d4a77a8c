package io.regioncache.cache.entry;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;

import io.regioncache.cache.entry.Lifespan.Terms;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.store.entry.Envelope;
import org.jspecify.annotations.Nullable;

/**
 * How long the entries of one cache are fresh, may be served stale, and are kept.
 *
 * @param settings the settings of the cache
 * @param clock tells the time of day
 */
public record EntryLifetimes(CacheSettings settings, InstantSource clock) {

	private static final Duration LONGEST = Duration.ofDays(3650);

	boolean isFresh(Envelope entry) {
		return this.clock.millis() < entry.softExpiry();
	}

	/**
	 * For how long an entry is still fresh, in milliseconds.
	 */
	long freshFor(Envelope entry) {
		return entry.softExpiry() - this.clock.millis();
	}

	/**
	 * Whether an entry may be served although it is no longer fresh.
	 */
	boolean mayBeStale(Terms terms, Envelope entry) {
		return this.clock.millis() < entry.softExpiry() + staleWhileRevalidate(terms).toMillis();
	}

	/**
	 * Whether an entry may be served to callers whose load fails.
	 */
	boolean mayOutliveFailures(Terms terms, Envelope entry) {
		return this.clock.millis() < entry.softExpiry() + staleIfError(terms).toMillis();
	}

	/**
	 * Whether a fresh value is to be refreshed already: the likelier, the nearer its end
	 * and the slower its load.
	 */
	boolean isDue(Envelope entry) {
		if (this.settings.lifetimes().earlyRefresh() == 0) {
			return false;
		}
		double lead = -Math.log(1 - ThreadLocalRandom.current().nextDouble()) * entry.loadMillis()
				* this.settings.lifetimes().earlyRefresh();
		return this.clock.millis() + lead >= entry.softExpiry();
	}

	/**
	 * For how long a value is fresh, less some jitter.
	 */
	Duration ttl(Terms terms, @Nullable Object value) {
		Duration ttl = (terms.ttl() != null) ? terms.ttl() : this.settings.lifetimes().ttl();
		if (value == null && this.settings.lifetimes().nullTtl().compareTo(ttl) < 0) {
			ttl = this.settings.lifetimes().nullTtl();
		}
		double shortened = 1 - this.settings.lifetimes().ttlJitter() * ThreadLocalRandom.current().nextDouble();
		return Duration.ofMillis(Math.round(Math.ceil(bounded(ttl).toMillis() * shortened)));
	}

	/**
	 * When what is fresh for some time from now on no longer is, in milliseconds.
	 */
	long softExpiry(Duration ttl) {
		return this.clock.millis() + ttl.toMillis();
	}

	/**
	 * For how long Redis keeps what is fresh for some time.
	 */
	Duration kept(Terms terms, Duration ttl) {
		Duration stale = staleWhileRevalidate(terms);
		Duration failed = staleIfError(terms);
		return ttl.plus((stale.compareTo(failed) < 0) ? failed : stale);
	}

	private Duration staleWhileRevalidate(Terms terms) {
		Duration duration = terms.staleWhileRevalidate();
		return bounded((duration != null) ? duration : this.settings.lifetimes().staleWhileRevalidate());
	}

	private Duration staleIfError(Terms terms) {
		Duration duration = terms.staleIfError();
		return bounded((duration != null) ? duration : this.settings.lifetimes().staleIfError());
	}

	/**
	 * For ever is longer than can be counted.
	 */
	private static Duration bounded(Duration duration) {
		if (duration.isNegative()) {
			return Duration.ZERO;
		}
		return (duration.compareTo(LONGEST) < 0) ? duration : LONGEST;
	}

}
