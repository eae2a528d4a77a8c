package io.regioncache.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.write.Locks;
import io.regioncache.store.write.Stored;

/**
 * Writes entries to the region under whose lease their values were loaded: the own one,
 * or another that answers in its place.
 */
public final class LeasedWrites {

	private final SingleRegionStore own;

	private final RegionFailover others;

	private final Supplier<Locks> locks;

	private volatile InvalidationAudit audit = InvalidationAudit.NONE;

	/**
	 * Create what writes.
	 * @param locks gives the locks of loads
	 */
	LeasedWrites(SingleRegionStore own, RegionFailover others, Supplier<Locks> locks) {
		this.own = own;
		this.others = others;
		this.locks = locks;
	}

	/**
	 * Let entries that are written from now on be looked at again.
	 * @param audit looks again
	 */
	public void audit(InvalidationAudit audit) {
		this.audit = audit;
	}

	/**
	 * Store an entry, whatever lies there: under an older lease than the region's markers
	 * nobody will take it.
	 * @param key the key
	 * @param entry the entry
	 * @param ttl how long Redis keeps it
	 * @return what became of it
	 */
	public CompletableFuture<Stored> store(EntryKey key, Envelope entry, Duration ttl) {
		this.audit.touched(key, entry.tags());
		SingleRegionStore holder = this.others.holderOf(entry.lease());
		return ((holder != null) ? holder : this.own).entries().store(key, entry, ttl);
	}

	/**
	 * Store an entry and release the lock of its key: in one go where one connection
	 * keeps them in order, else one after the other. Who waits for the lock finds the
	 * entry.
	 * @param key the key
	 * @param entry the entry
	 * @param ttl how long Redis keeps it
	 * @param token the owner of the lock
	 * @return what became of the entry
	 */
	public CompletableFuture<Stored> storeAndUnlock(EntryKey key, Envelope entry, Duration ttl, String token) {
		this.audit.touched(key, entry.tags());
		SingleRegionStore holder = this.others.holderOf(entry.lease());
		SingleRegionStore store = (holder != null) ? holder : this.own;
		Runnable unlock = () -> ((holder != null) ? holder.locks() : this.locks.get()).release(key, token);
		boolean ordered = store.isOrdered();
		CompletableFuture<Stored> stored = store.entries().store(key, entry, ttl);
		if (ordered) {
			unlock.run();
		}
		else {
			stored.whenComplete((outcome, ex) -> unlock.run());
		}
		return stored;
	}

	/**
	 * Delete entries, which frees their memory; their invalidation does not depend on it.
	 * @param keys the keys
	 * @return how many there were
	 */
	public CompletableFuture<Long> unlink(Collection<EntryKey> keys) {
		keys.forEach((key) -> this.audit.touched(key, List.of()));
		return this.own.entries().unlink(keys);
	}

}
