package io.regioncache.cache.read;

import java.time.Duration;

import io.regioncache.annotation.Consistency;
import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.NearEntries;
import io.regioncache.cache.key.PlainKey;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.RegionLevel;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.position.AppliedVector;
import org.jspecify.annotations.Nullable;

/**
 * Finds what this process keeps itself of one cache. Each method returns what may be
 * served to the caller, which is counted, or {@code null} if the entry is to be looked
 * up.
 * <p>
 * What the home region has passed is read before the entry is judged, see
 * {@link SessionReads}.
 */
public final class NearReads {

	private final RegionStore store;

	private final Entries entries;

	private final CacheStatistics statistics;

	private final SessionReads session;

	private final BoundedReads bounded;

	private final ReadDemands demands;

	NearReads(CacheParts parts, SessionReads session, BoundedReads bounded, ReadDemands demands) {
		this.store = parts.store();
		this.entries = parts.entries();
		this.statistics = parts.statistics();
		this.session = session;
		this.bounded = bounded;
		this.demands = demands;
	}

	/**
	 * Find an entry under a key that needs no encoding.
	 */
	public NearEntries.@Nullable Hit find(CacheRequest request, @Nullable Transaction transaction) {
		return find(request.key(), request, transaction);
	}

	/**
	 * The same for a request like another one.
	 */
	NearEntries.@Nullable Hit find(Object key, CacheRequest like, @Nullable Transaction transaction) {
		NearEntries near = this.entries.near();
		Object plain = (near != null) ? PlainKey.of(key) : null;
		return (near != null && plain != null) ? find(near, plain, like, transaction) : null;
	}

	/**
	 * Find an entry under any key.
	 */
	public NearEntries.@Nullable Hit find(EntryKey key, CacheRequest request, @Nullable Transaction transaction) {
		NearEntries near = this.entries.near();
		return (near != null) ? find(near, NearEntries.keyOf(request.key(), key), request, transaction) : null;
	}

	/**
	 * Find an entry under a key that has to be encoded.
	 */
	NearEntries.@Nullable Hit encoded(EntryKey key, CacheRequest request, @Nullable Transaction transaction) {
		return (PlainKey.of(request.key()) != null) ? null : find(key, request, transaction);
	}

	private NearEntries.@Nullable Hit find(NearEntries near, Object nearKey, CacheRequest request,
			@Nullable Transaction transaction) {
		Duration bound = this.demands.bound(request);
		if (bound == null) {
			return unbounded(near, nearKey, request, transaction);
		}
		RegionLevel level = this.bounded.near(bound);
		if (level == null) {
			return bypassed(near);
		}
		NearEntries.Hit hit = unbounded(near, nearKey, request, transaction);
		return (hit != null && this.bounded.isNear(level, hit.found())) ? hit : null;
	}

	private NearEntries.@Nullable Hit unbounded(NearEntries near, Object nearKey, CacheRequest request,
			@Nullable Transaction transaction) {
		Consistency consistency = this.demands.consistency(request);
		if (consistency == Consistency.STRONG) {
			return bypassed(near);
		}
		ConsistencyContext caller = SessionReads.withToken(consistency);
		NearEntries.Hit hit = (caller == null) ? visible(near, nearKey, request, transaction)
				: shown(caller, near, nearKey, request, transaction);
		return (hit != null) ? served(near, hit) : null;
	}

	private NearEntries.Hit served(NearEntries near, NearEntries.Hit hit) {
		near.served();
		this.statistics.count(Event.NEAR);
		return hit;
	}

	/**
	 * Find what a caller with a token may be shown.
	 */
	private NearEntries.@Nullable Hit shown(ConsistencyContext caller, NearEntries near, Object nearKey,
			CacheRequest request, @Nullable Transaction transaction) {
		AppliedVector passed = this.store.passed();
		if (!TokenCoverage.covers(passed, caller.token())) {
			return bypassed(near);
		}
		NearEntries.Hit hit = visible(near, nearKey, request, transaction);
		return (hit == null || this.session.isShown(caller, passed, hit.found())) ? hit : bypassed(near);
	}

	/**
	 * Find what the transaction of the caller is not about to invalidate.
	 */
	private static NearEntries.@Nullable Hit visible(NearEntries near, Object nearKey, CacheRequest request,
			@Nullable Transaction transaction) {
		NearEntries.Hit hit = near.find(nearKey, request.type());
		boolean hidden = hit != null && transaction != null
				&& (transaction.hides(hit.place()) || transaction.hides(hit.entry().tags()));
		return hidden ? bypassed(near) : hit;
	}

	private static NearEntries.@Nullable Hit bypassed(NearEntries near) {
		near.bypassed();
		return null;
	}

}
