package io.regioncache.cache;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.CacheKeys.Affected;
import io.regioncache.cache.invalidation.Invalidations;
import io.regioncache.cache.transaction.AfterCommit;
import io.regioncache.cache.transaction.CommitHolds;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.Waiting;
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

	Evictions(Cache cache, CacheParts parts, CommitHolds holds, CommitFailures failures) {
		this.cache = cache;
		this.store = parts.store();
		this.entries = parts.entries();
		this.invalidations = parts.invalidations();
		this.statistics = parts.statistics();
		this.holds = holds;
		this.failures = failures;
	}

	void evict(Object key, @Nullable Transaction transaction) {
		this.statistics.count(Event.EVICT);
		evict(key, this.entries.keys().invalidated(key), transaction);
	}

	private void evict(Object key, Affected affected, @Nullable Transaction transaction) {
		remove(transaction, affected.scopes(), () -> {
			this.store.writes().unlink(affected.entries());
			return this.invalidations.remove(affected.scopes());
		}, (ex) -> this.failures.evict(ex, this.cache, key));
	}

	boolean evictIfPresent(Object key, @Nullable Transaction transaction) {
		this.statistics.count(Event.EVICT);
		Affected affected = this.entries.keys().invalidated(key);
		CompletableFuture<Long> unlinked = this.store.writes().unlink(affected.entries());
		if (transaction != null && !affected.scopes().isEmpty()) {
			Invalidations.await(this.invalidations.remove(affected.scopes()));
		}
		evict(key, affected, transaction);
		return Waiting.join(unlinked) > 0;
	}

	void clear(@Nullable Transaction transaction) {
		this.statistics.count(Event.CLEAR);
		Scope all = whole();
		remove(transaction, List.of(all), () -> this.invalidations.remove(all),
				(ex) -> this.failures.clear(ex, this.cache));
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

	private void remove(@Nullable Transaction transaction, List<Scope> scopes, Supplier<CompletableFuture<?>> removal,
			Consumer<RuntimeException> failed) {
		if (transaction != null && !scopes.isEmpty()) {
			transaction.afterCommit(AfterCommit.invalidation(scopes, removal, failed, this.holds));
		}
		else if (!scopes.isEmpty()) {
			Invalidations.await(removal.get());
		}
	}

}
