package io.regioncache.cache;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.regioncache.cache.CacheStatistics.Event;
import io.regioncache.cache.transaction.AfterCommit;
import io.regioncache.cache.transaction.CommitHolds;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;

/**
 * Removes the entries of one cache as Spring's cache abstraction would have it done, in a
 * transaction after its commit.
 */
final class Evictions {

	private final Cache cache;

	private final RegionStore store;

	private final Entries entries;

	private final Invalidations invalidations;

	private final CacheStatistics statistics;

	private final CommitHolds holds;

	private final CommitFailures failures;

	Evictions(Cache cache, RegionStore store, Entries entries, Invalidations invalidations, CacheStatistics statistics,
			CommitHolds holds, CommitFailures failures) {
		this.cache = cache;
		this.store = store;
		this.entries = entries;
		this.invalidations = invalidations;
		this.statistics = statistics;
		this.holds = holds;
		this.failures = failures;
	}

	void evict(Object key, @Nullable Transaction transaction) {
		this.statistics.count(Event.EVICT);
		EntryKey entry = this.entries.key(key);
		remove(transaction, entry.scope(), () -> {
			this.store.unlink(List.of(entry));
			return this.invalidations.remove(entry.scope());
		}, (ex) -> this.failures.evict(ex, this.cache, key));
	}

	boolean evictIfPresent(Object key, @Nullable Transaction transaction) {
		EntryKey entry = this.entries.key(key);
		CompletableFuture<Long> unlinked = this.store.unlink(List.of(entry));
		if (transaction != null) {
			Invalidations.await(this.invalidations.remove(entry.scope()));
		}
		evict(key, transaction);
		return unlinked.join() > 0;
	}

	void clear(@Nullable Transaction transaction) {
		this.statistics.count(Event.CLEAR);
		Scope all = whole();
		remove(transaction, all, () -> this.invalidations.remove(all), (ex) -> this.failures.clear(ex, this.cache));
	}

	/**
	 * Whether there was anything is not known.
	 */
	boolean clearAtOnce(@Nullable Transaction transaction) {
		if (transaction != null) {
			Invalidations.await(this.invalidations.remove(whole()));
		}
		clear(transaction);
		return false;
	}

	private Scope whole() {
		return Scope.cache(this.cache.getName());
	}

	private void remove(@Nullable Transaction transaction, Scope scope, Supplier<CompletableFuture<?>> removal,
			Consumer<RuntimeException> failed) {
		if (transaction != null) {
			transaction.afterCommit(AfterCommit.invalidation(List.of(scope), removal, failed, this.holds));
		}
		else {
			Invalidations.await(removal.get());
		}
	}

}
