package io.regioncache.cache.load;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
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
import io.regioncache.cache.entry.RateLimitedLogger;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.value.Encoded;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.Lookup;
import org.jspecify.annotations.Nullable;

/**
 * Loads what was not found: once for all callers of this process that may share it, and
 * once for all nodes of the region.
 * <p>
 * A caller looks first and joins then; see {@link Flight#serves}. Whoever leads takes the
 * lock of the key and looks again, in one write where one connection keeps their order,
 * asks the origin, stores, and releases the lock. Who is refused the lock is woken when
 * it is released, and looks again. All waiting is bounded; past the bound a caller asks
 * the origin itself.
 */
public final class Loads {

	/**
	 * A message that a lock was released may be lost; then the next lookup is this late.
	 */
	private static final Duration MISSED_WAKEUP = Duration.ofMillis(250);

	/**
	 * The same for a key that waits together with others: all of them would look at once.
	 */
	private static final Duration MISSED_WAKEUP_OF_MANY = Duration.ofSeconds(1);

	/**
	 * How long a lookup waits for the end of a load under way.
	 */
	private static final Duration PATIENCE = Duration.ofMillis(20);

	private final String cache;

	private final CacheSettings settings;

	private final RegionStore store;

	private final Entries entries;

	private final LookupCoalescer lookups;

	private final CacheStatistics statistics;

	private final Origin origin;

	private final Joining joining;

	private final RateLimitedLogger rateLimitedLogger = new RateLimitedLogger();

	private final LockTokens tokens = new LockTokens();

	private final HeldLocks held;

	private final ConcurrentHashMap<String, Flight> flights = new ConcurrentHashMap<>();

	public Loads(CacheParts parts, LookupCoalescer lookups, Origin origin) {
		this.cache = parts.name();
		this.settings = parts.settings();
		this.store = parts.store();
		this.held = new HeldLocks(this.store, this.settings.loads().lockTtl());
		this.entries = parts.entries();
		this.lookups = lookups;
		this.statistics = parts.statistics();
		this.origin = origin;
		this.joining = new Joining(origin, this.entries, this.statistics, this.settings.loads().lockWait(),
				(call) -> load(call, null), this::again);
	}

	/**
	 * The load of a key under way, if any: a lookup can wait a moment for its end.
	 */
	public @Nullable CompletionStage<?> underWay(EntryKey key) {
		Flight flight = this.flights.get(key.text());
		return (flight != null) ? flight.moment() : null;
	}

	/**
	 * Get the value by a load, one's own or another's.
	 * @param seen the markers of the caller's look, or {@code null} if there was none
	 */
	public CompletableFuture<Loaded> load(LoadRequest call, @Nullable Markers seen) {
		LoadScope outer = call.outer();
		if (outer != null && outer.isLoading(this.cache, call.key().text())) {
			return this.origin.ask(call, null);
		}
		Lease lease = call.limit((seen != null) ? seen.lease() : null);
		if (call.isPrivate(lease) || (seen != null && seen.areHeld())) {
			return this.origin.ask(call, seen);
		}
		Flight mine = new Flight(call, seen, lease, (call.refreshed() == null) ? PATIENCE : null);
		Flight flight = this.flights.compute(call.key().text(), (text, current) -> {
			boolean wait = current != null
					&& ((seen == null) ? current.isOfInterestTo(call) : current.serves(seen, call));
			return (wait && current != null) ? current : mine;
		});
		if (flight == mine) {
			lead(call, mine);
			return mine.result();
		}
		return flight.serves(seen, call) ? flight.join(call, seen, this.joining) : flight.after(call, this.joining);
	}

	/**
	 * Load what may still be served, unless somebody does so already.
	 * @return completes when nothing is left to do
	 */
	public CompletableFuture<Loaded> refresh(LoadRequest call, @Nullable Markers seen) {
		if (this.flights.containsKey(call.key().text())) {
			return CompletableFuture.completedFuture(new Loaded(null, null, null, null));
		}
		return load(call, seen).whenComplete((loaded, ex) -> {
			if (ex != null) {
				this.rateLimitedLogger.tell("A stale value of cache '%s' was served, and its refresh failed: %s"
					.formatted(this.cache, OriginFailure.unwrap(ex)));
			}
		});
	}

	private void lead(LoadRequest call, Flight flight) {
		Lease lease = flight.lease();
		CompletableFuture<Loaded> loaded = (lease == null) ? this.origin.ask(call, null)
				: locked(call, flight, this.store.clock().nanos() + this.settings.loads().lockWait().toNanos());
		flight.follow(loaded, () -> this.flights.remove(call.key().text(), flight));
	}

	/**
	 * The value has tags that the caller did not ask for: look again, at the whole.
	 */
	private CompletableFuture<Loaded> again(LoadRequest call, Markers seen) {
		return lookup(call).thenCompose((found) -> {
			Markers markers = found.markers();
			if (markers != null && markers.epoch() != seen.epoch()) {
				return load(call, null);
			}
			return found.mayServe() ? CompletableFuture.completedFuture(loaded(found)) : load(call, markers);
		});
	}

	private CompletableFuture<Loaded> locked(LoadRequest call, Flight flight, long deadline) {
		EntryKey key = call.key();
		String token = this.tokens.next(flight.lease());
		CompletableFuture<Void> released = this.store.locks().released(key);
		return this.lookups.lock(key, token, this.settings.loads().lockTtl(), expectedTags(call))
			.thenCompose((locked) -> {
				long heldFor = locked.heldFor();
				long left = TimeUnit.NANOSECONDS.toMillis(deadline - this.store.clock().nanos());
				if (heldFor > 0 && left > 0) {
					this.statistics.count(Event.LOCK_WAIT);
					Duration patience = call.source().isShared() ? MISSED_WAKEUP_OF_MANY : MISSED_WAKEUP;
					Duration wait = Duration.ofMillis(Math.min(patience.toMillis(), Math.min(heldFor, left)));
					call.source().waits();
					return call.waitFor(released, wait)
						.thenCompose(
								(woken) -> lookupOr(call, flight, alone(call), () -> locked(call, flight, deadline)));
				}
				released.complete(null);
				if (heldFor != 0) {
					if (heldFor > 0) {
						this.statistics.count(Event.LOCK_TIMEOUT);
					}
					return lookupOr(call, flight, alone(call), () -> this.origin.ask(call, flight.seen()));
				}
				CompletableFuture<Lookup> lookup = (locked.lookup() != null) ? locked.lookup() : alone(call);
				AtomicBoolean unlocked = new AtomicBoolean();
				CompletableFuture<Loaded> loaded = lookupOr(call, flight, lookup,
						() -> this.origin.ask(call, flight.seen(), (entry, ttl) -> {
							unlocked.set(true);
							return this.store.writes().storeAndUnlock(key, entry, ttl, token);
						}));
				this.held.keep(key, token, loaded);
				return loaded.whenComplete((value, ex) -> {
					if (!unlocked.get()) {
						this.store.locks().release(key, token);
					}
				});
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
				return CompletableFuture.completedFuture(loaded(found));
			}
			flight.seen(found.markers(), call.limit((found.markers() != null) ? found.markers().lease() : null));
			return otherwise.get();
		});
	}

	private CompletableFuture<Found> lookup(LoadRequest call) {
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

	public static Loaded loaded(Found found) {
		Envelope entry = Objects.requireNonNull(found.entry());
		return new Loaded(found.value(), new Encoded(entry.flags(), entry.type(), entry.payload()), entry.tags(),
				entry.lease());
	}

}
