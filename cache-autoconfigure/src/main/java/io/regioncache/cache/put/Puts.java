package io.regioncache.cache.put;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.cache.entry.ValueShipper;
import io.regioncache.cache.invalidation.Invalidations;
import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.transaction.AfterCommit;
import io.regioncache.cache.transaction.CommitHolds;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.cache.transaction.Transactions;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.Waiting;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.write.PutGrant;
import org.jspecify.annotations.Nullable;

/**
 * Puts values into one cache: a lease is taken, the value is computed, and stored if
 * nothing that covers it was invalidated in between.
 * <p>
 * In a transaction the lease is that of its begin, and the put waits for its commit.
 */
public final class Puts {

	private final RegionStore store;

	private final Entries entries;

	private final Invalidations invalidations;

	private final ValueShipper shipping;

	private final CacheStatistics statistics;

	private final Executor executor;

	private final CommitHolds holds;

	private final BiConsumer<RuntimeException, KeyedValue> failed;

	private final @Nullable LastWriteWins lastWriteWins;

	public Puts(CacheParts parts, ValueShipper shipping, CommitHolds holds,
			BiConsumer<RuntimeException, KeyedValue> failed, @Nullable LastWriteWins lastWriteWins) {
		this.lastWriteWins = lastWriteWins;
		this.store = parts.store();
		this.entries = parts.entries();
		this.invalidations = parts.invalidations();
		this.shipping = shipping;
		this.statistics = parts.statistics();
		this.executor = parts.executor();
		this.holds = holds;
		this.failed = failed;
	}

	public CompletableFuture<PendingPut> begin(@Nullable Transaction transaction) {
		return begin(transaction, this::put);
	}

	/**
	 * The same for a put of another kind.
	 */
	CompletableFuture<PendingPut> begin(@Nullable Transaction transaction, PutStep step) {
		@Nullable LoadScope scope = LoadScope.currentPut();
		if (transaction != null) {
			return CompletableFuture
				.completedFuture(new LeasedPut(transaction, transaction.begin(), Optional.empty(), scope, step));
		}
		return this.store.settled(this.executor)
			.thenCompose((settled) -> this.store.own().leases().take())
			.thenCompose((lease) -> this.shipping.begin(null)
				.thenApply((known) -> new LeasedPut(null, lease.orElse(null), known, scope, step)));
	}

	/**
	 * Write what has been granted.
	 */
	CompletableFuture<Boolean> write(EntryKey key, CacheRequest request, Loaded loaded, PutGrant grant,
			Optional<VersionVector> known) {
		Loaded leased = loaded.under(grant.lease());
		Entries.Writer writer = this.shipping.after((entry, ttl) -> this.store.writes().store(key, entry, ttl), key,
				grant.lease(), known.map((positions) -> positions.and(grant.position())));
		return this.entries.write(key, request, leased, 0, writer);
	}

	CompletableFuture<?> put(EntryKey key, CacheRequest request, Loaded loaded, Optional<VersionVector> known) {
		if (this.lastWriteWins != null) {
			return this.lastWriteWins.put(key, request, loaded);
		}
		Collection<Scope> tags = (loaded.tags() != null) ? loaded.tags() : List.of();
		return this.invalidations.put(key, loaded.lease(), tags)
			.thenCompose((granted) -> granted.isEmpty() ? CompletableFuture.completedFuture(false)
					: write(key, request, loaded, granted.get(), known));
	}

	/**
	 * A value that has no place is not put. What it was to replace must not be served any
	 * more, if there may be any.
	 */
	private CompletableFuture<Void> withoutPlace(Object key, @Nullable Object value,
			@Nullable Transaction transaction) {
		List<Scope> replaced = this.entries.keys().covered(key).scopes();
		if (replaced.isEmpty()) {
			return CompletableFuture.completedFuture(null);
		}
		Supplier<CompletableFuture<?>> removal = () -> this.invalidations.remove(replaced);
		return ((transaction == null) ? removal.get()
				: transaction.afterCommit(AfterCommit.invalidation(replaced, removal,
						(ex) -> this.failed.accept(ex, new KeyedValue(key, value)), this.holds)))
			.thenApply((done) -> null);
	}

	/**
	 * A put under the lease that was taken when it began.
	 */
	private final class LeasedPut implements PendingPut {

		private final @Nullable Transaction transaction;

		private final @Nullable Lease lease;

		private final Optional<VersionVector> known;

		private final @Nullable LoadScope scope;

		private final PutStep step;

		LeasedPut(@Nullable Transaction transaction, @Nullable Lease lease, Optional<VersionVector> known,
				@Nullable LoadScope scope, PutStep step) {
			this.step = step;
			this.scope = scope;
			this.transaction = transaction;
			this.lease = lease;
			this.known = known;
		}

		@Override
		public void complete(CacheRequest request, @Nullable Object value) {
			Waiting.join(completeAsync(request, value));
		}

		@Override
		public CompletableFuture<Void> completeAsync(CacheRequest request, @Nullable Object value) {
			Puts puts = Puts.this;
			@Nullable Transaction begun = this.transaction;
			@Nullable Transaction transaction = (begun != null) ? begun : Transactions.current();
			@Nullable EntryKey key = puts.entries.keys().find(request.key());
			if (key == null) {
				return puts.withoutPlace(request.key(), value, transaction);
			}
			puts.statistics.count(Event.PUT);
			if (transaction == null) {
				Loaded loaded = puts.entries.encode(request, value, LoadScope.limit(this.scope, this.lease));
				return this.step.put(key, request, loaded, this.known).thenApply((done) -> null);
			}
			return completeAfterCommit(key, request, value, transaction);
		}

		/**
		 * The value may change before the commit: it is encoded now.
		 */
		private CompletableFuture<Void> completeAfterCommit(EntryKey key, CacheRequest request, @Nullable Object value,
				Transaction transaction) {
			Puts puts = Puts.this;
			Loaded loaded = puts.entries.encode(request, value,
					LoadScope.limit(this.scope, transaction.limit(this.lease)));
			return transaction.afterCommit(AfterCommit.put(key.scope(),
					() -> this.step.put(key, request, loaded, Optional.empty()),
					() -> puts.put(key, request, new Loaded(null, null, null, null), Optional.empty()),
					(ex) -> puts.failed.accept(ex, new KeyedValue(request.key(), value)), puts.holds, loaded.encoded()))
				.thenApply((done) -> null);
		}

	}

}
