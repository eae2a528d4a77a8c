package io.regioncache.store;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.region.MonotonicClock;
import io.regioncache.store.connection.Delays;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.TraceContext;
import io.regioncache.store.position.PositionListener;

/**
 * Hands invalidations that the own region does not take to other regions, and waits until
 * those have applied one.
 */
final class InvalidationsElsewhere {

	/**
	 * Between two questions whether something has been applied.
	 */
	private static final long PAUSE_MILLIS = 5;

	private final RegionFailover others;

	private final MonotonicClock clock;

	InvalidationsElsewhere(RegionFailover others, MonotonicClock clock) {
		this.others = others;
		this.clock = clock;
	}

	/**
	 * Put an invalidation into the log of another region: of the nearest, or else of any
	 * that takes it.
	 * @return whether one has taken it
	 */
	CompletableFuture<Boolean> relay(List<Scope> scopes, InvalidationMode mode, PositionListener writes, String trace) {
		return this.others.attempted()
			.thenCompose((attempted) -> relay(this.others.nearest(), scopes, mode, writes, trace));
	}

	private static CompletableFuture<Boolean> relay(List<SingleRegionStore> candidates, List<Scope> scopes,
			InvalidationMode mode, PositionListener writes, String trace) {
		if (candidates.isEmpty()) {
			return CompletableFuture.completedFuture(false);
		}
		SingleRegionStore first = candidates.get(0);
		return first.markers()
			.take(scopes, mode, writes, trace)
			.thenCompose((taken) -> taken ? CompletableFuture.completedFuture(true)
					: relay(candidates.subList(1, candidates.size()), scopes, mode, writes, trace));
	}

	/**
	 * Have another region take what the own one has not applied before it is closed.
	 * Waits for it, no longer than for a first connection.
	 * @return whether all of it was taken
	 */
	boolean takeLast(Collection<MarkerWrite> marks) {
		CompletableFuture<Boolean> taken = CompletableFuture.completedFuture(true);
		for (InvalidationMode mode : InvalidationMode.values()) {
			List<Scope> scopes = marks.stream().filter((mark) -> mark.mode() == mode).map(MarkerWrite::scope).toList();
			if (!scopes.isEmpty()) {
				taken = taken.thenCombine(relay(scopes, mode, PositionListener.UNHEARD, TraceContext.NONE),
						Boolean::logicalAnd);
			}
		}
		return taken.exceptionally((ex) -> false)
			.completeOnTimeout(false, RegionFailover.PATIENCE_NANOS, TimeUnit.NANOSECONDS)
			.join();
	}

	/**
	 * Wait until all that can be reached have applied something.
	 * @return the names of those that have not before the deadline
	 */
	CompletableFuture<List<String>> behind(Position position, Duration timeout) {
		long deadline = this.clock.nanos() + timeout.toNanos();
		Map<String, SingleRegionStore> started = this.others.started();
		return this.others.attempted().thenCompose((done) -> {
			Map<String, CompletableFuture<Boolean>> reached = new LinkedHashMap<>();
			started.forEach((name, store) -> {
				if (store.canBeAsked()) {
					reached.put(name, reached(store, position, deadline));
				}
			});
			return missing(reached);
		});
	}

	private static CompletableFuture<List<String>> missing(Map<String, CompletableFuture<Boolean>> reached) {
		return CompletableFuture.allOf(reached.values().toArray(CompletableFuture[]::new))
			.thenApply((all) -> reached.entrySet()
				.stream()
				.filter((region) -> !region.getValue().join())
				.map(Map.Entry::getKey)
				.toList());
	}

	private CompletableFuture<Boolean> reached(SingleRegionStore store, Position position, long deadline) {
		return store.applied().hasApplied(position).thenCompose((applied) -> {
			if (applied || this.clock.nanos() - deadline > 0) {
				return CompletableFuture.completedFuture(applied);
			}
			return Delays.ofMillis(PAUSE_MILLIS).thenCompose((passing) -> reached(store, position, deadline));
		});
	}

}
