package io.regioncache.cache.entry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

import io.regioncache.annotation.Internal;
import io.regioncache.annotation.PublicApi;

/**
 * What has happened in one cache of this process since it was created.
 *
 * @since 0.1
 */
@PublicApi
public final class CacheStatistics {

	private static final int TIMED = 8;

	private final LongAdder[] counts = new LongAdder[Event.values().length];

	private final List<LongConsumer> loadTimers = new CopyOnWriteArrayList<>();

	private final List<LongConsumer> hitTimers = new CopyOnWriteArrayList<>();

	public CacheStatistics() {
		for (int i = 0; i < this.counts.length; i++) {
			this.counts[i] = new LongAdder();
		}
	}

	public void count(Event event) {
		this.counts[event.ordinal()].increment();
	}

	/**
	 * Note how long a call of the origin took, whether it has thrown or not.
	 */
	public void loaded(long nanos) {
		this.loadTimers.forEach((timer) -> timer.accept(nanos));
	}

	/**
	 * Have the time of each load told.
	 * @param timer is told nanoseconds, by the thread on which the load has ended; it
	 * must not throw
	 */
	public void timeLoads(LongConsumer timer) {
		this.loadTimers.add(timer);
	}

	/**
	 * Have the time of one in eight hits told that were looked up in Redis: from the
	 * lookup until the value is decoded.
	 * @param timer is told nanoseconds, by the thread on which the lookup has ended; it
	 * must not throw
	 */
	public void timeHits(LongConsumer timer) {
		this.hitTimers.add(timer);
	}

	/**
	 * Return whether the lookup that begins is to be timed.
	 */
	@Internal
	public boolean isNextTimed() {
		return !this.hitTimers.isEmpty() && ThreadLocalRandom.current().nextInt(TIMED) == 0;
	}

	/**
	 * Note how long a hit took.
	 */
	@Internal
	public void hit(long nanos) {
		this.hitTimers.forEach((timer) -> timer.accept(nanos));
	}

	/**
	 * How often something has happened.
	 * @param event what
	 * @return the count
	 */
	public long get(Event event) {
		return this.counts[event.ordinal()].sum();
	}

	/**
	 * What is counted.
	 */
	public enum Event {

		/** A fresh value was served that this process keeps itself. */
		NEAR,

		/** A fresh value was served. */
		HIT,

		/** An expired or invalidated value was served, while it is refreshed. */
		STALE,

		/** No value that may be served was found. */
		MISS,

		/**
		 * Redis could not be asked, or the caller's transaction has changed the value.
		 */
		BYPASS,

		/** A lookup was not answered in time, or with an error. */
		LOOKUP_FAILURE,

		/** A caller was answered by another region, which has what it had written. */
		DETOUR_REGION,

		/** No region had what a caller had written, and the origin was asked. */
		DETOUR_ORIGIN,

		/** A caller was answered with what may be older than what it had written. */
		FLAGGED,

		/** A read with a bound was judged at home, which was level. */
		BOUNDED_HOME,

		/** A read with a bound was answered by another region, which was level. */
		BOUNDED_REGION,

		/** No region was known to be level within the bound of a read. */
		BOUNDED_ORIGIN,

		/** A caller was answered by the load of another. */
		JOINED,

		/** The origin was asked. */
		LOAD,

		/** The origin has thrown. */
		LOAD_FAILURE,

		/** A load took longer than its hard limit. */
		LOAD_TIMEOUT,

		/** An expired value was served because the origin fails. */
		STALE_ON_FAILURE,

		/** An expired value was served because its load took too long. */
		STALE_ON_TIMEOUT,

		/** A value was stored. */
		STORED,

		/** A value was not stored: it was known to be too old, or may be. */
		REFUSED_OLD,

		/** A value was not stored: it is larger than allowed. */
		REFUSED_SIZE,

		/** A value was not stored: it has no encoded form, or too many tags. */
		REFUSED_VALUE,

		/** A value was not stored: something else would have been read back. */
		REFUSED_DIFFERENT,

		/** A value was not stored: Redis refused it, or could not be asked. */
		REFUSED_REDIS,

		/** A key has no text: the call bypassed the cache. */
		REFUSED_KEY,

		/** What lay in Redis was not a value of this cache, or of another type. */
		CORRUPT,

		/** A load of another node was waited for. */
		LOCK_WAIT,

		/** It was waited for in vain. */
		LOCK_TIMEOUT,

		/** One key was invalidated, or put. */
		PUT,

		/** One key was invalidated. */
		EVICT,

		/** The whole cache was invalidated. */
		CLEAR

	}

}
