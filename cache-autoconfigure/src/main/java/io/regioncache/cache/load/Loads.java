package io.regioncache.cache.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.cache.entry.LookupCoalescer;
import io.regioncache.cache.entry.RateLimitedLogger;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
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
	 * How long a lookup waits for the end of a load under way.
	 */
	private static final Duration PATIENCE = Duration.ofMillis(20);

	private final String cache;

	private final Origin origin;

	private final Joining joining;

	private final RateLimitedLogger rateLimitedLogger = new RateLimitedLogger();

	private final LockedLoads locked;

	private final ConcurrentHashMap<String, Flight> flights = new ConcurrentHashMap<>();

	public Loads(CacheParts parts, LookupCoalescer lookups, Origin origin) {
		this.cache = parts.name();
		this.origin = origin;
		this.locked = new LockedLoads(parts, lookups, origin);
		this.joining = new Joining(origin, parts.entries(), parts.statistics(), parts.settings().loads().lockWait(),
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
		return share(call, seen, new Flight(call, seen, lease, (call.refreshed() == null) ? PATIENCE : null));
	}

	private CompletableFuture<Loaded> share(LoadRequest call, @Nullable Markers seen, Flight mine) {
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
				: this.locked.load(call, flight);
		flight.follow(loaded, () -> this.flights.remove(call.key().text(), flight));
	}

	/**
	 * The value has tags that the caller did not ask for: look again, at the whole.
	 */
	private CompletableFuture<Loaded> again(LoadRequest call, Markers seen) {
		return this.locked.lookup(call).thenCompose((found) -> {
			Markers markers = found.markers();
			if (markers != null && markers.epoch() != seen.epoch()) {
				return load(call, null);
			}
			return found.mayServe() ? CompletableFuture.completedFuture(Loaded.of(found)) : load(call, markers);
		});
	}

}
