package io.regioncache.cache.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.cache.transaction.AfterCommit;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.Waiting;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Stores what was loaded: at once, or once the transaction it was read in has committed.
 *
 * @param entries writes the entries
 * @param store holds them
 * @param statistics counts what is not stored
 */
public record LoadStore(Entries entries, RegionStore store, CacheStatistics statistics) {

	/**
	 * Store a value under the lease it was loaded with.
	 * @return completes when it is stored, or held
	 */
	public CompletableFuture<?> write(@Nullable Transaction transaction, EntryKey key, CacheRequest request,
			Loaded loaded, long loadMillis, Entries.Writer writer) {
		if (transaction == null || !transaction.mayHaveWritten() || isHopeless(loaded)) {
			return this.entries.write(key, request, loaded, loadMillis, writer);
		}
		Collection<Scope> tags = (loaded.tags() != null) ? loaded.tags() : List.of();
		List<Scope> covering = new ArrayList<>(List.of(key.scopes()));
		covering.addAll(tags);
		return transaction
			.afterCommit(AfterCommit.fill(covering, () -> this.entries.write(key, request, loaded, loadMillis, writer),
					() -> this.statistics.count(Event.REFUSED_OLD), loaded.encoded()));
	}

	/**
	 * Store what was loaded after a miss, under the lease of the miss, and wait for it.
	 */
	public void afterMiss(CacheRequest request, @Nullable Object value, @Nullable Lease lease,
			@Nullable Transaction transaction) {
		@Nullable EntryKey key = this.entries.keys().find(request.key());
		if (key != null) {
			@Nullable Lease limited = (transaction != null) ? transaction.limit(lease) : lease;
			Loaded loaded = this.entries.encode(request, value, limited);
			Waiting.join(write(transaction, key, request, loaded, 0,
					(entry, ttl) -> this.store.writes().store(key, entry, ttl)));
		}
	}

	/**
	 * Whether the value would be refused anyway, and need not be kept until then.
	 */
	private static boolean isHopeless(Loaded loaded) {
		Lease lease = loaded.lease();
		return loaded.encoded() == null || lease == null || lease.isVoid();
	}

}
