package io.regioncache.actuate;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.regioncache.region.RegionThreads;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.Topology;
import io.regioncache.store.RegionStore;
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

	private final RegionStore store;

	private final Supplier<@Nullable Replicator> replicator;

	private final InstantSource wall;

	private final DrillTimes times;

	private final Deque<DrillProgress> reports = new ArrayDeque<>();

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
	}

	/**
	 * Return the last reports.
	 * @return the reports, the latest first, that of a running drill among them
	 */
	public List<DrillReport> reports() {
		synchronized (this.reports) {
			return this.reports.stream().map(DrillProgress::get).toList();
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
		DrillProgress report = new DrillProgress(DrillReport.begin(region, (fault != null) ? fault : "drain",
				this.wall.instant(), Drill.hub(replicator)));
		keep(report);
		Drill drill = new Drill(this.store, replicator, this.times, report);
		return RegionThreads.run("region-cache-drill", () -> run(drill, report)).thenApply((done) -> report.get());
	}

	private void keep(DrillProgress report) {
		synchronized (this.reports) {
			DrillProgress last = this.reports.peekFirst();
			if (last != null && last.get().isRunning()) {
				throw new InvalidRequestException(
						"A drill of region %s is running; wait for its end".formatted(last.get().region()));
			}
			this.reports.addFirst(report);
			if (this.reports.size() > KEPT) {
				this.reports.removeLast();
			}
		}
	}

	private static void run(Drill drill, DrillProgress report) {
		try {
			drill.run();
		}
		catch (InterruptedException ex) {
			report.update((before) -> before.aborted("the process ends"));
		}
		catch (RuntimeException ex) {
			report.update((before) -> before.aborted(String.valueOf(ex.getMessage())));
		}
		logger.info(report.get().summary());
	}

}
