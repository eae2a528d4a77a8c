package io.regioncache.cache.load;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.cache.entry.LookupCoalescer;
import io.regioncache.cache.settings.LoadSettings;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.Lookup;

/**
 * Loads under the lock of a key, or waits for whoever holds it.
 */
final class LockedLoads {

	/**
	 * A message that a lock was released may be lost; then the next lookup is this late.
	 */
	private static final Duration MISSED_WAKEUP = Duration.ofMillis(250);

	/**
	 * The same for a key that waits together with others: all of them would look at once.
	 */
	private static final Duration MISSED_WAKEUP_OF_MANY = Duration.ofSeconds(1);

	private final LoadSettings settings;

	private final RegionStore store;

	private final Entries entries;

	private final LookupCoalescer lookups;

	private final CacheStatistics statistics;

	private final Origin origin;

	private final LockTokens tokens = new LockTokens();

	private final HeldLocks held;

	LockedLoads(CacheParts parts, LookupCoalescer lookups, Origin origin) {
		this.settings = parts.settings().loads();
		this.store = parts.store();
		this.entries = parts.entries();
		this.lookups = lookups;
		this.statistics = parts.statistics();
		this.origin = origin;
		this.held = new HeldLocks(this.store, this.settings.lockTtl());
	}

	CompletableFuture<Loaded> load(LoadRequest call, Flight flight) {
		return load(call, flight, this.store.clock().nanos() + this.settings.lockWait().toNanos());
	}

	private CompletableFuture<Loaded> load(LoadRequest call, Flight flight, long deadline) {
		String token = this.tokens.next(flight.lease());
		CompletableFuture<Void> released = this.store.locks().released(call.key());
		return this.lookups.lock(call.key(), token, this.settings.lockTtl(), expectedTags(call))
			.thenCompose((locked) -> {
				long left = TimeUnit.NANOSECONDS.toMillis(deadline - this.store.clock().nanos());
				if (locked.heldFor() > 0 && left > 0) {
					return waitFor(released, Math.min(locked.heldFor(), left), call).thenCompose(
							(woken) -> lookupOr(call, flight, alone(call), () -> load(call, flight, deadline)));
				}
				released.complete(null);
				return (locked.heldFor() == 0) ? holding(call, flight, locked, token)
						: withoutLock(call, flight, locked.heldFor());
			});
	}

	private CompletableFuture<?> waitFor(CompletableFuture<Void> released, long millis, LoadRequest call) {
		this.statistics.count(Event.LOCK_WAIT);
		Duration patience = call.source().isShared() ? MISSED_WAKEUP_OF_MANY : MISSED_WAKEUP;
		call.source().waits();
		return call.waitFor(released, Duration.ofMillis(Math.min(patience.toMillis(), millis)));
	}

	private CompletableFuture<Loaded> withoutLock(LoadRequest call, Flight flight, long heldFor) {
		if (heldFor > 0) {
			this.statistics.count(Event.LOCK_TIMEOUT);
		}
		return lookupOr(call, flight, alone(call), () -> this.origin.ask(call, flight.seen()));
	}

	private CompletableFuture<Loaded> holding(LoadRequest call, Flight flight, LookupCoalescer.Locked locked,
			String token) {
		EntryKey key = call.key();
		AtomicBoolean unlocked = new AtomicBoolean();
		Entries.Writer writer = (entry, ttl) -> {
			unlocked.set(true);
			return this.store.writes().storeAndUnlock(key, entry, ttl, token);
		};
		CompletableFuture<Lookup> lookup = (locked.lookup() != null) ? locked.lookup() : alone(call);
		CompletableFuture<Loaded> loaded = lookupOr(call, flight, lookup,
				() -> this.origin.ask(call, flight.seen(), writer));
		this.held.keep(key, token, loaded);
		return loaded.whenComplete((value, ex) -> {
			if (!unlocked.get()) {
				this.store.locks().release(key, token);
			}
		});
	}

	/**
	 * Look again, for another node may have stored the value meanwhile; a load that
	 * follows has the lease of this lookup.
	 */
	private CompletableFuture<Loaded> lookupOr(LoadRequest call, Flight flight, CompletableFuture<Lookup> lookup,
			Supplier<CompletableFuture<Loaded>> otherwise) {
		return judged(call, lookup).thenCompose((found) -> {
			if (call.isSatisfiedBy(found) && flight.isOfEpochOf(found.markers())) {
				return CompletableFuture.completedFuture(Loaded.of(found));
			}
			flight.seen(found.markers(), call.limit((found.markers() != null) ? found.markers().lease() : null));
			return otherwise.get();
		});
	}

	CompletableFuture<Found> lookup(LoadRequest call) {
		return judged(call, this.lookups.ask(call.key(), expectedTags(call), LookupCoalescer.NONE));
	}

	private CompletableFuture<Lookup> alone(LoadRequest call) {
		return this.lookups.alone(call.key(), expectedTags(call));
	}

	private Collection<Scope> expectedTags(LoadRequest call) {
		return this.entries.expectedTags(call.key(), call.request());
	}

	private CompletableFuture<Found> judged(LoadRequest call, CompletableFuture<Lookup> asked) {
		return asked.thenComposeAsync((lookup) -> {
			Found found = this.entries.judge(call.key(), call.request(), lookup);
			return (found.status() != Found.Status.UNJUDGED) ? CompletableFuture.completedFuture(found) : lookup(call);
		}, call.executor());
	}

}
