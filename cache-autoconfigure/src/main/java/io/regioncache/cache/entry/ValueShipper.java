package io.regioncache.cache.entry;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.regioncache.cache.put.LastWriteWins;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.ReplicationSettings.Conflict;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.write.Stored;
import org.jspecify.annotations.Nullable;

/**
 * Sends the values of one cache to other regions, if it is to. Where the last writer
 * wins, {@link LastWriteWins} does.
 * <p>
 * A value travels with what this region had applied before the load began. One made with
 * cached values may be older than that, which shows in its lease: it is not sent.
 */
public final class ValueShipper {

	private final String cache;

	private final boolean wanted;

	private final RegionStore store;

	private final InstantSource clock;

	public ValueShipper(String cache, CacheSettings settings, RegionStore store, InstantSource clock) {
		this.cache = cache;
		this.wanted = settings.replication().replicate() == Replicate.VALUES
				&& settings.replication().conflict() == Conflict.DROP;
		this.store = store;
		this.clock = clock;
	}

	/**
	 * Note what is applied before a load or the body of a put begins.
	 * @param transaction the transaction it takes place in, if any
	 * @return the positions; empty if the value will not be sent
	 */
	public CompletableFuture<Optional<VersionVector>> begin(@Nullable Transaction transaction) {
		// What a transaction reads may be older than what is applied now.
		return (this.wanted && transaction == null) ? this.store.positions()
				: CompletableFuture.completedFuture(Optional.empty());
	}

	/**
	 * Return a writer that sends what it has stored.
	 * @param lease the lease of the load; an entry with another one is not sent
	 */
	public Entries.Writer after(Entries.Writer writer, EntryKey key, @Nullable Lease lease,
			Optional<VersionVector> known) {
		if (known.isEmpty()) {
			return writer;
		}
		return (entry, ttl) -> writer.write(entry, ttl).thenApply((stored) -> {
			if (stored == Stored.STORED && entry.lease().equals(lease)) {
				this.store.own()
					.entries()
					.ship(new ShippedValue(this.cache, key.scope(), key.redisKey(), known.get(),
							entry.softExpiry() - this.clock.millis(), ttl.toMillis(), entry));
			}
			return stored;
		});
	}

}
