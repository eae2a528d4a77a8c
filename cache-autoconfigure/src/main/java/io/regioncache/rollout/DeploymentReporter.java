package io.regioncache.rollout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.regioncache.region.WorkerFailures;
import io.regioncache.rollout.RolloutGates.Failed;
import io.regioncache.store.RegionDeployments;
import io.regioncache.store.RegionDeployments.Note;
import io.regioncache.store.connection.PeriodicWorker;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Notes in the metadata of the home region that this deployment runs there, and which
 * gates it does not pass. Each process judges itself by its last minute.
 */
public final class DeploymentReporter implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(DeploymentReporter.class);

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	/**
	 * How soon a report that has failed is tried again, such as the first before the
	 * region is connected.
	 */
	private static final Duration RETRY = Duration.ofSeconds(1);

	/**
	 * How many intervals are judged together.
	 */
	private static final int WINDOW = 6;

	private final String region;

	private final String deployment;

	private final RegionDeployments deployments;

	private final RolloutGates gates;

	private final Supplier<DeploymentCounts> counts;

	private final LoadTimes times;

	private final Supplier<Duration> lag;

	private final PeriodicWorker worker;

	private final AtomicLong faults = new AtomicLong();

	private final ArrayDeque<Snapshot> window = new ArrayDeque<>();

	private boolean reported;

	/**
	 * Create a reporter; nothing is noted before {@link #start()}.
	 * @param region the name of the home region
	 * @param deployment the id of this process's deployment
	 * @param deployments what runs in the regions
	 * @param gates what it must keep
	 * @param counts tells what this process has counted
	 * @param times how long its loads take
	 * @param lag tells how far the home region is behind others
	 * @param failures is told what fails unexpectedly
	 */
	public DeploymentReporter(String region, String deployment, RegionDeployments deployments, RolloutGates gates,
			Supplier<DeploymentCounts> counts, LoadTimes times, Supplier<Duration> lag, WorkerFailures failures) {
		this.region = region;
		this.deployment = deployment;
		this.deployments = deployments;
		this.gates = gates;
		this.counts = counts;
		this.times = times;
		this.lag = lag;
		this.worker = new PeriodicWorker("region-cache-rollout-" + region, this::report, this::pause, failures);
	}

	/**
	 * Begin to report.
	 */
	public void start() {
		this.worker.start();
	}

	/**
	 * Return how many gates this process has not passed since its start.
	 * @return the number
	 */
	public long faults() {
		return this.faults.get();
	}

	void report() {
		Snapshot now = new Snapshot(this.counts.get(), this.times.counts());
		Snapshot before = this.window.isEmpty() ? now : this.window.getFirst();
		DeploymentCounts counted = now.counts().since(before.counts());
		long p99 = (counted.loads() >= RolloutGates.ENOUGH)
				? LoadTimes.percentileMicros(before.times(), now.times(), 0.99) : 0;
		try {
			Map<String, Note> notes = this.deployments.in(this.region).join().value();
			Note own = (notes != null) ? notes.get(this.deployment) : null;
			this.deployments.running(this.deployment, (p99 > 0 || own == null) ? p99 : own.p99Micros()).join();
			for (Failed failed : this.gates.judge(counted, p99, (notes != null) ? former(notes) : 0, this.lag.get())) {
				this.deployments.fault(this.deployment, failed.back(), failed.reason()).join();
				this.faults.incrementAndGet();
				logger.warn("Region %s: deployment %s does not pass a gate of the rollout: %s".formatted(this.region,
						this.deployment, failed.reason()));
			}
			this.reported = true;
			this.window.addLast(now);
			if (this.window.size() > WINDOW) {
				this.window.removeFirst();
			}
		}
		catch (CompletionException ex) {
			this.reported = false;
			logger.debug("Region %s: the deployment cannot be reported; retrying".formatted(this.region), ex);
		}
	}

	long pause() {
		return (this.reported ? INTERVAL : RETRY).toMillis();
	}

	/**
	 * The other deployment that was seen last.
	 */
	private long former(Map<String, Note> notes) {
		return notes.entrySet()
			.stream()
			.filter((note) -> !note.getKey().equals(this.deployment) && note.getValue().p99Micros() > 0)
			.map(Map.Entry::getValue)
			.min(Comparator.comparing(Note::silent))
			.map(Note::p99Micros)
			.orElse(0L);
	}

	@Override
	public void close() {
		this.worker.close();
	}

	/**
	 * What was counted up to a time.
	 *
	 * @param counts the counts
	 * @param times the loads by how long they took
	 */
	private record Snapshot(DeploymentCounts counts, long[] times) {

	}

}
