package io.regioncache.health;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.regioncache.region.Clocks;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.RegionInspections.Inspection;
import io.regioncache.store.connection.PeriodicWorker;
import io.regioncache.store.session.ServerStatus;
import org.jspecify.annotations.Nullable;

/**
 * Checks again and again how the regions are: the home region by asking its server, the
 * others by what is known of reading their logs. It sends one command a check.
 */
public final class RegionMonitor implements AutoCloseable {

	/**
	 * How much sooner a check that has found a region worse is repeated.
	 */
	private static final int SOONER = 4;

	private final RegionProbes probes;

	private final Clocks clocks;

	private final Duration interval;

	private final PeriodicWorker worker;

	private final RegionJudges judges;

	private final ServerFindings findings;

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private volatile ServerCheck last = ServerCheck.NONE;

	/**
	 * Create a monitor; nothing is checked before {@link #start()}.
	 * @param home the name of the home region
	 * @param thresholds beyond which a region is degraded
	 * @param interval how often to check
	 * @param probes where it learns how the regions are
	 * @param failures is told what fails unexpectedly
	 */
	public RegionMonitor(String home, HealthThresholds thresholds, Duration interval, RegionProbes probes,
			WorkerFailures failures) {
		this(home, thresholds, interval, probes, failures, Clocks.SYSTEM);
	}

	RegionMonitor(String home, HealthThresholds thresholds, Duration interval, RegionProbes probes,
			WorkerFailures failures, Clocks clocks) {
		this.judges = new RegionJudges(home, thresholds);
		this.findings = new ServerFindings(home);
		this.probes = probes;
		this.clocks = clocks;
		this.interval = interval;
		this.worker = new PeriodicWorker("region-cache-health-" + home, this::check, this::pause, failures);
	}

	/**
	 * Begin to check.
	 */
	public void start() {
		this.worker.start();
	}

	/**
	 * Call back after each check.
	 * @param listener the callback, on the thread of the checks
	 */
	public void onCheck(Runnable listener) {
		this.listeners.add(listener);
	}

	/**
	 * Return how the regions are.
	 * @return by name; empty before the first check
	 */
	public Map<String, RegionHealth> regions() {
		return this.judges.regions();
	}

	/**
	 * Return what is wrong with the server of the home region.
	 * @return what the last check has found, and what is looked for once a minute
	 */
	public List<Finding> findings() {
		return this.findings.findings();
	}

	/**
	 * Return what the server of the home region has last said of itself.
	 * @return its answer, or {@code null} if it has not answered the last check
	 */
	public @Nullable ServerStatus server() {
		return this.last.status();
	}

	/**
	 * Return how many entries the server of the home region evicts.
	 * @return the number for each second between the last two checks; -1 if it is not
	 * known
	 */
	public double evictionsPerSecond() {
		return this.last.evictionsPerSecond();
	}

	/**
	 * Return how long the server of the home region took to answer the last check.
	 * @return the time
	 */
	public Duration latency() {
		return this.last.latency();
	}

	void check() {
		long asked = this.clocks.monotonic().nanos();
		long askedMillis = this.clocks.wall().millis();
		Inspection<ServerStatus> answer = this.probes.server().get();
		Duration latency = Duration.ofNanos(this.clocks.monotonic().nanos() - asked);
		ServerCheck check = this.last.next(answer.value(), asked, latency);
		this.last = check;
		this.judges.judge(this.probes, check.measures(answer.failure()));
		this.findings.look(check, askedMillis, this.probes);
		this.listeners.forEach(Runnable::run);
	}

	long pause() {
		return this.interval.dividedBy(this.judges.suspect() ? SOONER : 1).toMillis();
	}

	@Override
	public void close() {
		this.worker.close();
	}

}
