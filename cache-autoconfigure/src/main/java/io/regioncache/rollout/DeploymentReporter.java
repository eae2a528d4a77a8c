package io.regioncache.rollout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.region.WorkerFailures;
import io.regioncache.rollout.DeploymentMeasures.Snapshot;
import io.regioncache.rollout.RolloutGates.Failed;
import io.regioncache.store.RegionDeployments;
import io.regioncache.store.RegionDeployments.Note;
import io.regioncache.store.RegionDeployments.P99;
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

	private final DeploymentMeasures measures;

	private final PeriodicWorker worker;

	private final AtomicLong faults = new AtomicLong();

	private final ArrayDeque<Snapshot> window = new ArrayDeque<>();

	private final AtomicBoolean reported = new AtomicBoolean();

	/**
	 * Create a reporter; nothing is noted before {@link #start()}.
	 * @param region the name of the home region
	 * @param deployment the id of this process's deployment
	 * @param deployments what runs in the regions
	 * @param gates what it must keep
	 * @param measures what it is judged by
	 * @param failures is told what fails unexpectedly
	 */
	public DeploymentReporter(String region, String deployment, RegionDeployments deployments, RolloutGates gates,
			DeploymentMeasures measures, WorkerFailures failures) {
		this.region = region;
		this.deployment = deployment;
		this.deployments = deployments;
		this.gates = gates;
		this.measures = measures;
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
		Snapshot now = this.measures.snapshot();
		try {
			report(now, this.window.isEmpty() ? now : this.window.getFirst());
			this.reported.set(true);
			this.window.addLast(now);
			if (this.window.size() > WINDOW) {
				this.window.removeFirst();
			}
		}
		catch (CompletionException ex) {
			this.reported.set(false);
			logger.debug("Region %s: the deployment cannot be reported; retrying".formatted(this.region), ex);
		}
	}

	private void report(Snapshot now, Snapshot before) {
		P99 p99 = now.p99Since(before);
		Map<String, Note> notes = this.deployments.in(this.region).join().value();
		Note own = (notes != null) ? notes.get(this.deployment) : null;
		this.deployments.running(this.deployment, (own != null) ? p99.or(own.p99()) : p99).join();
		this.gates
			.judge(now.since(before), p99, (notes != null) ? former(notes) : P99.UNKNOWN, this.measures.lag().get())
			.forEach(this::report);
	}

	private void report(Failed failed) {
		this.deployments.fault(this.deployment, failed.back(), failed.reason()).join();
		this.faults.incrementAndGet();
		logger.warn("Region %s: deployment %s does not pass a gate of the rollout: %s".formatted(this.region,
				this.deployment, failed.reason()));
	}

	long pause() {
		return (this.reported.get() ? INTERVAL : RETRY).toMillis();
	}

	/**
	 * Return what is known of the other deployments, of the one that was seen last first.
	 */
	private P99 former(Map<String, Note> notes) {
		return notes.entrySet()
			.stream()
			.filter((note) -> !note.getKey().equals(this.deployment))
			.map(Map.Entry::getValue)
			.sorted(Comparator.comparing(Note::silent))
			.map(Note::p99)
			.reduce(P99.UNKNOWN, P99::or);
	}

	@Override
	public void close() {
		this.worker.close();
	}

}
