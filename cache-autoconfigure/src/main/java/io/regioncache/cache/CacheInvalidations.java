package io.regioncache.cache;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.cache.invalidation.Invalidations;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.ReplicationSettings;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.cache.transaction.AfterCommit;
import io.regioncache.cache.transaction.CommitHolds;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.position.PositionListener;
import org.jspecify.annotations.Nullable;

/**
 * Carries out invalidations that may concern several caches of a manager, at once or
 * after the commit of a transaction.
 */
final class CacheInvalidations {

	private final Function<String, RegionCache> caches;

	private final Function<String, CacheSettings> settings;

	private final RegionStore store;

	private final ManagerSettings shared;

	private final CommitHolds holds;

	private final CommitFailures failures;

	CacheInvalidations(Function<String, RegionCache> caches, Function<String, CacheSettings> settings,
			RegionStore store, ManagerSettings shared, CommitHolds holds, CommitFailures failures) {
		this.caches = caches;
		this.settings = settings;
		this.store = store;
		this.shared = shared;
		this.holds = holds;
		this.failures = failures;
	}

	/**
	 * Invalidate, in a transaction after its commit.
	 */
	CompletableFuture<InvalidationOutcome> send(Invalidation invalidation, @Nullable Transaction transaction) {
		List<EntryKey> keys = keys(invalidation);
		Set<Scope> scopes = covered(invalidation);
		if (scopes.isEmpty()) {
			return CompletableFuture.completedFuture(InvalidationOutcome.APPLIED);
		}
		return (transaction == null) ? invalidate(invalidation, keys, scopes)
				: afterCommit(transaction, invalidation, keys, scopes);
	}

	private CompletableFuture<InvalidationOutcome> afterCommit(Transaction transaction, Invalidation invalidation,
			List<EntryKey> keys, Set<Scope> scopes) {
		AtomicReference<InvalidationOutcome> outcome = new AtomicReference<>(InvalidationOutcome.AFTER_COMMIT);
		return transaction.afterCommit(
				AfterCommit.invalidation(scopes, () -> invalidate(invalidation, keys, scopes).thenAccept(outcome::set),
						(ex) -> failed(ex, invalidation), this.holds))
			.thenApply((done) -> outcome.get());
	}

	private CompletableFuture<InvalidationOutcome> invalidate(Invalidation invalidation, List<EntryKey> keys,
			Set<Scope> scopes) {
		PositionListener writes = Invalidations.writes();
		return this.store.settled(this.shared.executor()).thenCompose((settled) -> {
			if (invalidation.mode() == InvalidationMode.REMOVE) {
				this.store.writes().unlink(keys);
			}
			return new Invalidations(this.store, replication(invalidation)).invalidate(List.copyOf(scopes),
					invalidation.mode(), invalidation.regions(), writes);
		}).thenApply((marked) -> InvalidationOutcome.valueOf(marked.name()));
	}

	private void failed(RuntimeException failure, Invalidation invalidation) {
		invalidation.keys().forEach((key) -> this.failures.evict(failure, cache(key.cache()), key.key()));
		invalidation.caches().forEach((cache) -> this.failures.clear(failure, cache(cache)));
		if (!invalidation.tags().isEmpty() || invalidation.everything()) {
			this.failures.tags(failure);
		}
	}

	/**
	 * Tags belong to no cache: they are replicated, and waited for if that is the
	 * default.
	 */
	private ReplicationSettings replication(Invalidation invalidation) {
		List<ReplicationSettings> settings = new ArrayList<>();
		invalidation.keys().forEach((key) -> settings.add(this.settings.apply(key.cache()).replication()));
		invalidation.caches().forEach((cache) -> settings.add(this.settings.apply(cache).replication()));
		if (!invalidation.tags().isEmpty() || invalidation.everything()) {
			ReplicationSettings defaults = this.shared.defaults().replication();
			settings.add(new ReplicationSettings(Replicate.INVALIDATIONS, defaults.write(), defaults.writeTimeout()));
		}
		return Invalidations.strictest(settings);
	}

	/**
	 * Return the scopes of an invalidation, without counting it.
	 */
	Set<Scope> covered(Invalidation invalidation) {
		Set<Scope> scopes = new LinkedHashSet<>();
		invalidation.keys().forEach((key) -> scopes.addAll(cache(key.cache()).keys().covered(key.key()).scopes()));
		invalidation.tags().forEach((tag) -> scopes.add(Scope.tag(tag)));
		invalidation.caches().forEach((cache) -> scopes.add(Scope.cache(cache)));
		if (invalidation.everything()) {
			scopes.add(Scope.ALL);
		}
		return scopes;
	}

	private List<EntryKey> keys(Invalidation invalidation) {
		List<EntryKey> keys = new ArrayList<>();
		for (Invalidation.Key key : invalidation.keys()) {
			RegionCache cache = cache(key.cache());
			cache.statistics().count(Event.EVICT);
			keys.addAll(cache.keys().invalidated(key.key()).entries());
		}
		invalidation.caches().forEach((cache) -> cache(cache).statistics().count(Event.CLEAR));
		return keys;
	}

	private RegionCache cache(String name) {
		return this.caches.apply(name);
	}

}
