package io.regioncache.cache.put;

import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.cache.entry.LookupCoalescer;
import io.regioncache.cache.entry.ValueShipper;
import io.regioncache.cache.invalidation.Invalidations;
import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.load.LoadStore;
import io.regioncache.cache.read.Reads;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.Waiting;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.position.PositionListener;
import io.regioncache.store.write.Stored;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache.ValueWrapper;
import org.springframework.cache.support.SimpleValueWrapper;

/**
 * Puts values into one cache on a condition: where nothing is held, or nothing has
 * changed since it was read.
 */
public final class ConditionalPuts {

	private final String cache;

	private final RegionStore store;

	private final Entries entries;

	private final LookupCoalescer lookups;

	private final Reads reads;

	private final LoadStore fills;

	private final Puts puts;

	private final Invalidations invalidations;

	private final ValueShipper shipping;

	private final CacheStatistics statistics;

	private final boolean lastWriteWins;

	public ConditionalPuts(CacheParts parts, LookupCoalescer lookups, Reads reads, LoadStore fills, Puts puts,
			ValueShipper shipping) {
		this.cache = parts.name();
		this.store = parts.store();
		this.entries = parts.entries();
		this.lookups = lookups;
		this.reads = reads;
		this.fills = fills;
		this.puts = puts;
		this.invalidations = parts.invalidations();
		this.shipping = shipping;
		this.statistics = parts.statistics();
		this.lastWriteWins = parts.lastWriteWins();
	}

	public @Nullable ValueWrapper putIfAbsent(CacheRequest request, @Nullable Object value,
			@Nullable Transaction transaction) {
		@Nullable EntryKey key = this.entries.keys().find(request.key());
		if (key == null) {
			return null;
		}
		boolean behind = this.reads.isBehind(key, request);
		while (true) {
			Judged judged = judge(key, request);
			if (!behind && isServed(judged.found(), key, transaction)) {
				LoadScope.note(LoadScope.current(), judged.found());
				return new SimpleValueWrapper(judged.found().value());
			}
			if (put(key, request, judged, value, transaction)) {
				return null;
			}
		}
	}

	private Judged judge(EntryKey key, CacheRequest request) {
		while (true) {
			Lookup lookup = this.lookups.await(key, this.entries.expectedTags(key, request), LookupCoalescer.NONE);
			Found found = this.entries.judge(key, request, lookup);
			if (found.status() != Found.Status.UNJUDGED) {
				return new Judged(lookup, found);
			}
		}
	}

	private static boolean isServed(Found found, EntryKey key, @Nullable Transaction transaction) {
		boolean hidden = transaction != null && transaction.hides(key);
		return !hidden && Reads.visible(found, transaction).status() == Found.Status.FRESH;
	}

	private boolean put(EntryKey key, CacheRequest request, Judged judged, @Nullable Object value,
			@Nullable Transaction transaction) {
		if (this.lastWriteWins) {
			Waiting.join(this.puts.begin(transaction)).complete(request, value);
			return true;
		}
		return replace(key, request, judged, value, transaction);
	}

	/**
	 * Store a value where a lookup has found none.
	 * @return {@code false} if something else was stored since
	 */
	private boolean replace(EntryKey key, CacheRequest request, Judged judged, @Nullable Object value,
			@Nullable Transaction transaction) {
		Markers markers = judged.found().markers();
		Lease lease = (markers != null) ? markers.lease() : null;
		Loaded loaded = this.entries.encode(request, value, (transaction != null) ? transaction.limit(lease) : lease);
		boolean[] overtaken = { false };
		Waiting.join(this.fills.write(transaction, key, request, loaded, 0,
				(entry, ttl) -> this.store.own()
					.entries()
					.replace(key, judged.lookup(), entry, ttl)
					.whenComplete((stored, ex) -> overtaken[0] = stored == Stored.OVERTAKEN)));
		return !overtaken[0];
	}

	/**
	 * Return what was found as a state that a put may refer to.
	 */
	public static @Nullable Versioned versioned(Found found) {
		Markers markers = found.markers();
		if (markers == null) {
			return null;
		}
		Envelope entry = found.entry();
		boolean present = found.status() == Found.Status.FRESH && entry != null;
		Lease lease = (present && entry != null) ? entry.lease() : markers.lease();
		return new Versioned(present, present ? found.value() : null,
				new Versioned.Version(lease.epoch(), lease.number()));
	}

	public boolean putIfVersion(CacheRequest request, @Nullable Object value, Versioned.Version version,
			@Nullable Transaction transaction) {
		requirePossible(transaction);
		Lease lease = new Lease(version.epoch(), version.number());
		@Nullable EntryKey key = this.entries.keys().find(request.key());
		if (key == null) {
			return false;
		}
		Loaded loaded = this.entries.encode(request, value, lease);
		Collection<Scope> tags = loaded.tags();
		if (loaded.encoded() == null || tags == null) {
			return false;
		}
		return putUnmoved(key, request, loaded, tags, transaction);
	}

	private boolean putUnmoved(EntryKey key, CacheRequest request, Loaded loaded, Collection<Scope> tags,
			@Nullable Transaction transaction) {
		this.statistics.count(Event.PUT);
		Lease lease = Objects.requireNonNull(loaded.lease());
		PositionListener writes = Invalidations.writes();
		return Waiting.join(this.shipping.begin(transaction)
			.thenCompose((known) -> this.invalidations.putIfUnmoved(key, lease, tags, writes)
				.thenCompose((granted) -> granted.isEmpty() ? CompletableFuture.completedFuture(false)
						: this.puts.write(key, request, loaded, granted.get(), known))));
	}

	private void requirePossible(@Nullable Transaction transaction) {
		if (this.lastWriteWins) {
			throw new IllegalStateException(("Cache '%s' uses last-write-wins, which has no conditional puts. "
					+ "Set 'regions.caches.%s.conflict=drop' for that")
				.formatted(this.cache, this.cache));
		}
		if (transaction != null && transaction.mayHaveWritten()) {
			throw new IllegalStateException(
					"putIfVersion cannot wait for the commit of a transaction, because it reports "
							+ "whether the value was put. Call it before the transaction or after it, "
							+ "or in one that is read-only");
		}
	}

	/**
	 * A lookup, and what it has found.
	 */
	private record Judged(Lookup lookup, Found found) {
	}

}
