package io.regioncache.cache.load;

import java.time.Duration;
import java.util.Collection;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.Lifespan;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Says which loads may have read a replica of the database that has not caught up with
 * the last write: those that follow a marker within the lag. Their values are kept for as
 * long as the lag only, never served stale, and not sent to other regions.
 */
final class OriginLag {

	private final Duration lag;

	private final RegionStore store;

	OriginLag(Duration lag, RegionStore store) {
		this.lag = lag;
		this.store = store;
	}

	/**
	 * Whether what is loaded after a lookup may be behind the markers it has shown.
	 * @param seen the lookup, or {@code null} if nothing will be stored
	 */
	boolean mayAffect(@Nullable Markers seen) {
		return !this.lag.isZero() && seen != null && seen.isMarkedAfter(clockBefore(seen));
	}

	/**
	 * The same once the tags are known. Those that were not asked for may have been
	 * marked.
	 */
	boolean mayAffect(@Nullable Markers seen, Collection<Scope> tags) {
		if (this.lag.isZero() || seen == null) {
			return false;
		}
		long before = clockBefore(seen);
		return seen.isMarkedAfter(before) || (!seen.cover(tags) && seen.lease().number() > before);
	}

	private long clockBefore(Markers seen) {
		return Math.max(0, this.store.own().history().clockBefore(seen.lease().epoch(), this.lag));
	}

	/**
	 * What may be behind does not last.
	 */
	Loaded limit(Loaded loaded, Duration ttl) {
		Duration asked = (loaded.terms().ttl() != null) ? loaded.terms().ttl() : ttl;
		return loaded.lasting(
				new Lifespan.Terms((asked.compareTo(this.lag) < 0) ? asked : this.lag, Duration.ZERO, Duration.ZERO));
	}

}
