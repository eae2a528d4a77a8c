package io.regioncache.actuate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.Topology;
import io.regioncache.store.RegionInspections;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Position;
import io.regioncache.store.lookup.Lookup;
import org.jspecify.annotations.Nullable;

/**
 * One drill: takes a region away for a while, and probes what that costs.
 */
final class Drill {

	/**
	 * What the probes invalidate: a tag that no entry has.
	 */
	private static final Scope PROBE = Scope.tag("region-cache:drill");

	private static final Duration LOST = Duration.ofSeconds(30);

	private static final long PAUSE_MILLIS = 10;

	private final RegionStore store;

	private final DrillTimes times;

	private final EntryKey key;

	private final Replicator replicator;

	private final DrillProgress report;

	private final String region;

	private final boolean drain;

	private final RegionInspections inspections;

	Drill(RegionStore store, Replicator replicator, DrillTimes times, DrillProgress report) {
		this.store = store;
		this.key = store.keysOf("region-cache-drill", "1").apply("drill");
		this.inspections = new RegionInspections(store);
		this.times = times;
		this.replicator = replicator;
		this.report = report;
		this.region = report.get().region();
		this.drain = report.get().fault().equals("drain");
	}

	void run() throws InterruptedException {
		probeFor(this.times.around(), true);
		step("waiting-for-fault");
		takeAway();
		beAway();
		step("waiting-for-return");
		probeUntil(this::answers, "Region %s does not answer again");
		step("fail-back");
		probeFor(this.times.around(), true);
		step("done");
	}

	private void beAway() throws InterruptedException {
		step("outage");
		try {
			probeFor(this.times.outage(), false);
		}
		finally {
			giveBack();
		}
	}

	private void takeAway() throws InterruptedException {
		if (this.drain) {
			this.replicator.drain(this.region);
		}
		else {
			probeUntil(() -> !answers(), "Region %s still answers: stop its Redis when the drill says so");
		}
	}

	private void giveBack() {
		if (this.drain) {
			this.replicator.restore(this.region);
		}
	}

	private void step(String step) {
		this.report.update((report) -> report.at(step, hub(this.replicator)));
	}

	private boolean answers() {
		return this.inspections.server(this.region).join().value() != null;
	}

	private void probeFor(Duration duration, boolean everywhere) throws InterruptedException {
		long end = now() + duration.toNanos();
		do {
			probe(everywhere);
		}
		while (now() - end < 0);
	}

	private void probeUntil(BooleanSupplier condition, String failure) throws InterruptedException {
		long end = now() + this.times.patience().toNanos();
		while (!condition.getAsBoolean()) {
			if (now() - end > 0) {
				throw new IllegalStateException(failure.formatted(this.region));
			}
			probe(false);
		}
	}

	/**
	 * Invalidate, and wait until every region has applied it, or all but the one that is
	 * away.
	 */
	private void probe(boolean everywhere) throws InterruptedException {
		long began = now();
		Position position = invalidate();
		boolean answered = answered();
		boolean reached = awaitApplied(position, everywhere, began);
		long millis = TimeUnit.NANOSECONDS.toMillis(now() - began);
		this.report.update((report) -> report.probed(millis, reached, answered));
		TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
	}

	private boolean awaitApplied(@Nullable Position position, boolean everywhere, long began)
			throws InterruptedException {
		boolean applied = isApplied(position, everywhere);
		while (!applied && now() - began < LOST.toNanos()) {
			TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
			applied = isApplied(position, everywhere);
		}
		return applied;
	}

	private @Nullable Position invalidate() {
		AtomicReference<@Nullable Position> position = new AtomicReference<>();
		this.store.invalidations()
			.invalidate(List.of(PROBE), InvalidationMode.REMOVE, InvalidationRegions.ALL,
					(region, at) -> position.set(at))
			.join();
		return position.get();
	}

	private boolean answered() {
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		this.store.lookups().send(this.key, List.of(), lookup);
		Lookup found = lookup
			.completeOnTimeout(Lookup.UNAVAILABLE, this.store.timeout().toMillis(), TimeUnit.MILLISECONDS)
			.join();
		return found.markers() != null;
	}

	private boolean isApplied(@Nullable Position position, boolean everywhere) {
		if (position == null) {
			return false;
		}
		Predicate<String> needed = (region) -> everywhere || !region.equals(this.region);
		return this.inspections.applied(position, needed)
			.join()
			.entrySet()
			.stream()
			.allMatch((region) -> region.getValue() || !needed.test(region.getKey()));
	}

	private long now() {
		return this.store.clock().nanos();
	}

	static @Nullable String hub(Replicator replicator) {
		Topology topology = replicator.topology();
		return (topology.kind() == Topology.Kind.HUB) ? topology.hub() : null;
	}

}
