package io.regioncache.audit;

import java.time.Duration;
import java.util.List;

import io.regioncache.region.Clocks;
import io.regioncache.store.RegionInspections;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.PeriodicWorker;

/**
 * Looks at a sample of this process's invalidations again, as a client would: some time
 * later, in every region that answers. One thread does it, at a bounded rate; callers
 * only leave notes.
 */
public final class Auditor implements AutoCloseable {

	/**
	 * How long after an invalidation it is looked at again.
	 */
	public static final List<Duration> HORIZONS = AuditTimes.DEFAULTS.horizons();

	private final RegionStore store;

	private final RegionInspections regions;

	private final SampleRate rate;

	private final AuditSampler sampler;

	private final AuditTally tally = new AuditTally();

	private final AuditLooks looks;

	private final PeriodicWorker worker;

	/**
	 * Create an auditor; nothing is sampled before {@link #start()}.
	 * @param store the home region
	 * @param rate how many invalidations are looked at again in a second, on average
	 */
	public Auditor(RegionStore store, double rate) {
		this(store, rate, OriginCheck.NONE);
	}

	/**
	 * Create an auditor that asks origins as well.
	 * @param store the home region
	 * @param rate how many invalidations are looked at again in a second, on average
	 * @param origins compares what is served with the origin
	 */
	public Auditor(RegionStore store, double rate, OriginCheck origins) {
		this(store, rate, origins, AuditTimes.DEFAULTS, Clocks.SYSTEM);
	}

	Auditor(RegionStore store, double rate, OriginCheck origins, AuditTimes times, Clocks clocks) {
		this.store = store;
		this.regions = new RegionInspections(store);
		this.rate = new SampleRate(rate, clocks.monotonic());
		this.sampler = new AuditSampler(store.region(), clocks.monotonic());
		this.looks = new AuditLooks(store, this.regions, times, clocks, this.tally, origins);
		this.worker = new PeriodicWorker("region-cache-audit-" + store.region(), this::turn,
				() -> times.turn().toMillis(), store.failures());
	}

	/**
	 * Begin to sample.
	 */
	public void start() {
		this.store.writes().audit(this.sampler);
		this.store.invalidations().audit(this.sampler);
		this.worker.start();
	}

	/**
	 * Return what was found.
	 * @return what this process has found since its start
	 */
	public AuditReport report() {
		return this.tally.report();
	}

	/**
	 * Return how many violations were found.
	 * @return the number since the start
	 */
	public long violations() {
		return this.tally.violations();
	}

	/**
	 * Return how many invalidations were looked at again.
	 * @return the number since the start
	 */
	public long samples() {
		return this.tally.samples();
	}

	/**
	 * Return how many looks have ended in some way.
	 * @param region the name of the region
	 * @param horizon how long after the invalidation
	 * @param outcome what was found
	 * @return the number since the start
	 */
	public long count(String region, Duration horizon, AuditOutcome outcome) {
		return this.tally.count(region, horizon, outcome);
	}

	boolean knowsClockOf(String region) {
		return this.sampler.knowsClockOf(region);
	}

	private void turn() {
		for (AuditSample sample : this.sampler.take()) {
			if (!this.looks.isFull() && this.rate.admits()) {
				this.looks.plan(sample);
			}
		}
		this.looks.turn();
		this.sampler.clocks(this.regions.clocks().join());
	}

	@Override
	public void close() {
		this.worker.close();
	}

}
