package io.regioncache.cache.read;

import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.Found;
import io.regioncache.region.MonotonicClock;

/**
 * Counts what lookups of one cache have found, and times some of the hits.
 */
public final class FoundCounter {

	private final CacheStatistics statistics;

	private final MonotonicClock clock;

	public FoundCounter(CacheParts parts) {
		this.statistics = parts.statistics();
		this.clock = parts.store().clock();
	}

	/**
	 * Return the time, 0 if what begins is not to be timed.
	 */
	long begin() {
		return this.statistics.isNextTimed() ? this.clock.nanos() | 1 : 0;
	}

	Found timed(long begun, Found found) {
		if (begun != 0 && found.mayServe()) {
			this.statistics.hit(this.clock.nanos() - begun);
		}
		return found;
	}

	public Found counted(Found found) {
		if (found.status() == Found.Status.CORRUPT) {
			this.statistics.count(Event.CORRUPT);
		}
		this.statistics.count(switch (found.status()) {
			case FRESH -> Event.HIT;
			case STALE, KEPT -> Event.STALE;
			case BYPASS -> Event.BYPASS;
			default -> Event.MISS;
		});
		return found;
	}

}
