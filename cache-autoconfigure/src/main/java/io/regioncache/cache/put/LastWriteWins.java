package io.regioncache.cache.put;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.cache.invalidation.Invalidations;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.position.PositionListener;
import io.regioncache.store.write.LastWrites;
import io.regioncache.store.write.Stored;
import org.jspecify.annotations.Nullable;

/**
 * Puts the values of a cache in which the last writer wins.
 * <p>
 * A put is later than all that its region had seen when it was applied, whenever it
 * began. A value that cannot be stored invalidates its key: nobody must find the former
 * one. What is loaded is no put: it stays at home, and dies with the next one.
 */
public final class LastWriteWins {

	private final String cache;

	private final RegionStore store;

	private final LastWrites writes;

	private final Entries entries;

	private final Invalidations invalidations;

	private final InstantSource clock;

	public LastWriteWins(CacheParts parts, InstantSource clock) {
		this.cache = parts.name();
		this.store = parts.store();
		this.writes = this.store.own().lastWrites();
		this.entries = parts.entries();
		this.invalidations = parts.invalidations();
		this.clock = clock;
		this.writes.begin();
	}

	CompletableFuture<Void> put(EntryKey key, CacheRequest request, Loaded loaded) {
		Lease lease = loaded.lease();
		PositionListener writes = Invalidations.writes();
		if (loaded.encoded() == null || (lease != null && !lease.isVoid())) {
			return write(key, request, loaded, writes);
		}
		// Only its epoch matters, which may have begun since
		return this.store.own()
			.leases()
			.take()
			.thenCompose((taken) -> write(key, request, loaded.under(taken.orElse(null)), writes));
	}

	private CompletableFuture<Void> write(EntryKey key, CacheRequest request, Loaded loaded, PositionListener writes) {
		AtomicReference<@Nullable Position> position = new AtomicReference<>();
		return this.entries.write(key, request, loaded, 0, (entry, ttl) -> {
			ShippedValue value = new ShippedValue(this.cache, key.scope(), key.redisKey(), VersionVector.NONE,
					entry.softExpiry() - this.clock.millis(), ttl.toMillis(), entry);
			return this.writes.put(value).thenApply((put) -> {
				position.set(put.orElse(null));
				return put.isPresent() ? Stored.STORED : Stored.UNKNOWN;
			});
		}).thenCompose((stored) -> applied(key, position.get(), writes));
	}

	/**
	 * What was not put invalidates its key.
	 */
	private CompletableFuture<Void> applied(EntryKey key, @Nullable Position put, PositionListener writes) {
		if (put != null) {
			writes.at(this.store.region(), put);
			return this.invalidations.applied(put);
		}
		return this.invalidations
			.invalidate(List.of(key.scope()), InvalidationMode.REMOVE, InvalidationRegions.ALL, writes)
			.thenAccept((marked) -> {
			});
	}

}
