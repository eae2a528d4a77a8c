package io.regioncache.actuate;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.region.RegionThreads;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.Topology;
import io.regioncache.store.RegionInspections;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Position;
import io.regioncache.store.lookup.Lookup;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes a region away, and measures what that does to invalidations and reads: by a
 * drain, or while somebody kills its Redis. One drill at a time, on a thread of its own;
 * the last reports are kept.
 */
public final class RegionDrills {

	static final int KEPT = 10;

	private static final Log logger = LogFactory.getLog(RegionDrills.class);

	/**
	 * What the probes invalidate: a tag that no entry has.
	 */
	private static final Scope PROBE = Scope.tag("region-cache:drill");

	private static final Duration LOST = Duration.ofSeconds(30);

	private static final long PAUSE_MILLIS = 10;

	private final RegionStore store;

	private final Supplier<@Nullable Replicator> replicator;

	private final InstantSource wall;

	private final DrillTimes times;

	private final EntryKey key;

	private final Deque<Progress> reports = new ArrayDeque<>();

	/**
	 * Create the drills.
	 * @param store the store of the home region
	 * @param replicator supplies what replicates, if anything does
	 * @param wall dates the reports
	 * @param times how long the steps of a drill take
	 */
	public RegionDrills(RegionStore store, Supplier<@Nullable Replicator> replicator, InstantSource wall,
			DrillTimes times) {
		this.store = store;
		this.replicator = replicator;
		this.wall = wall;
		this.times = times;
		this.key = store.keysOf("region-cache-drill", "1").apply("drill");
	}

	/**
	 * Return the last reports.
	 * @return the reports, the latest first, that of a running drill among them
	 */
	public List<DrillReport> reports() {
		synchronized (this.reports) {
			return this.reports.stream().map(Progress::get).toList();
		}
	}

	/**
	 * Begin a drill.
	 * @param region the name of the region that is taken away
	 * @param fault {@code drain}, which is the default, or {@code kill}
	 * @return completes with the report
	 */
	public CompletableFuture<DrillReport> begin(String region, @Nullable String fault) {
		Replicator replicator = this.replicator.get();
		if (replicator == null || replicator.configured().kind() == Topology.Kind.MANAGED) {
			throw new InvalidRequestException("A drill needs regions that replicate by themselves");
		}
		if (fault != null && !fault.equals("drain") && !fault.equals("kill")) {
			throw new InvalidRequestException(
					"'fault' must be drain or kill, not '" + InvalidRequestException.shortened(fault) + "'");
		}
		Progress report = new Progress(
				DrillReport.begin(region, (fault != null) ? fault : "drain", this.wall.instant(), hub(replicator)));
		synchronized (this.reports) {
			Progress last = this.reports.peekFirst();
			if (last != null && last.get().isRunning()) {
				throw new InvalidRequestException(
						"A drill of region %s is running; wait for its end".formatted(last.get().region()));
			}
			this.reports.addFirst(report);
			if (this.reports.size() > KEPT) {
				this.reports.removeLast();
			}
		}
		return RegionThreads.run("region-cache-drill", () -> run(new Run(replicator, report)))
			.thenApply((done) -> report.get());
	}

	private void run(Run drill) {
		try {
			drill.run();
		}
		catch (InterruptedException ex) {
			drill.report.update((report) -> report.aborted("the process ends"));
		}
		catch (RuntimeException ex) {
			drill.report.update((report) -> report.aborted(String.valueOf(ex.getMessage())));
		}
		logger.info(drill.report.get().summary());
	}

	private static @Nullable String hub(Replicator replicator) {
		Topology topology = replicator.topology();
		return (topology.kind() == Topology.Kind.HUB) ? topology.hub() : null;
	}

	/**
	 * The report of a drill so far; only the drill changes it.
	 */
	private static final class Progress {

		private volatile DrillReport report;

		Progress(DrillReport report) {
			this.report = report;
		}

		DrillReport get() {
			return this.report;
		}

		void update(UnaryOperator<DrillReport> change) {
			this.report = change.apply(this.report);
		}

	}

	/**
	 * One drill.
	 */
	private final class Run {

		private final Replicator replicator;

		private final Progress report;

		private final String region;

		private final boolean drain;

		private final RegionInspections inspections = new RegionInspections(RegionDrills.this.store);

		Run(Replicator replicator, Progress report) {
			this.replicator = replicator;
			this.report = report;
			this.region = report.get().region();
			this.drain = report.get().fault().equals("drain");
		}

		void run() throws InterruptedException {
			probeFor(RegionDrills.this.times.around(), true);
			step("waiting-for-fault");
			if (this.drain) {
				this.replicator.drain(this.region);
			}
			else {
				probeUntil(() -> !answers(), "Region %s still answers: stop its Redis when the drill says so");
			}
			step("outage");
			try {
				probeFor(RegionDrills.this.times.outage(), false);
			}
			finally {
				if (this.drain) {
					this.replicator.restore(this.region);
				}
			}
			step("waiting-for-return");
			probeUntil(this::answers, "Region %s does not answer again");
			step("fail-back");
			probeFor(RegionDrills.this.times.around(), true);
			step("done");
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
			long end = now() + RegionDrills.this.times.patience().toNanos();
			while (!condition.getAsBoolean()) {
				if (now() - end > 0) {
					throw new IllegalStateException(failure.formatted(this.region));
				}
				probe(false);
			}
		}

		/**
		 * Invalidate, and wait until every region has applied it, or all but the one that
		 * is away.
		 */
		private void probe(boolean everywhere) throws InterruptedException {
			RegionStore store = RegionDrills.this.store;
			long began = now();
			AtomicReference<@Nullable Position> position = new AtomicReference<>();
			store.invalidations()
				.invalidate(List.of(PROBE), InvalidationMode.REMOVE, InvalidationRegions.ALL,
						(region, at) -> position.set(at))
				.join();
			boolean answered = answered();
			boolean applied = isApplied(position.get(), everywhere);
			while (!applied && now() - began < LOST.toNanos()) {
				TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
				applied = isApplied(position.get(), everywhere);
			}
			long millis = TimeUnit.NANOSECONDS.toMillis(now() - began);
			boolean reached = applied;
			this.report.update((report) -> report.probed(millis, reached, answered));
			TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
		}

		private boolean answered() {
			CompletableFuture<Lookup> lookup = new CompletableFuture<>();
			RegionDrills.this.store.lookups().send(RegionDrills.this.key, List.of(), lookup);
			Lookup found = lookup
				.completeOnTimeout(Lookup.UNAVAILABLE, RegionDrills.this.store.timeout().toMillis(),
						TimeUnit.MILLISECONDS)
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
			return RegionDrills.this.store.clock().nanos();
		}

	}

}
