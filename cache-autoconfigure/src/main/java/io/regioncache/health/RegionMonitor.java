package io.regioncache.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.regioncache.region.Clocks;
import io.regioncache.region.WorkerFailures;
import io.regioncache.replication.SourceState;
import io.regioncache.store.RegionInspections.Inspection;
import io.regioncache.store.connection.PeriodicWorker;
import io.regioncache.store.session.ServerStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Checks again and again how the regions are: the home region by asking its server, the
 * others by what is known of reading their logs. It sends one command a check.
 */
public final class RegionMonitor implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(RegionMonitor.class);

	private static final long PREFLIGHT_NANOS = TimeUnit.MINUTES.toNanos(1);

	/**
	 * After how long without being level a source that cannot be read counts as silent.
	 */
	private static final Duration SILENT = Duration.ofMillis(2500);

	private final String home;

	private final HealthThresholds thresholds;

	private final RegionProbes probes;

	private final Clocks clocks;

	private final PeriodicWorker worker;

	private final Map<String, RegionJudge> judges = new HashMap<>();

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private volatile Map<String, RegionHealth> regions = Map.of();

	private volatile List<Finding> findings = List.of();

	private volatile @Nullable ServerStatus last;

	private volatile double evictionsPerSecond = -1;

	private volatile Duration latency = Duration.ZERO;

	private long lastAt;

	private long preflightAt;

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
		this.home = home;
		this.thresholds = thresholds;
		this.probes = probes;
		this.clocks = clocks;
		this.worker = new PeriodicWorker("region-cache-health-" + home, this::check, interval::toMillis, failures);
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
		return this.regions;
	}

	/**
	 * Return what is wrong with the server of the home region.
	 * @return the findings of the last minute
	 */
	public List<Finding> findings() {
		return this.findings;
	}

	/**
	 * Return what the server of the home region has last said of itself.
	 * @return its answer, or {@code null} if it has not answered the last check
	 */
	public @Nullable ServerStatus server() {
		return this.last;
	}

	/**
	 * Return how many entries the server of the home region evicts.
	 * @return the number for each second between the last two checks; -1 if it is not
	 * known
	 */
	public double evictionsPerSecond() {
		return this.evictionsPerSecond;
	}

	/**
	 * Return how long the server of the home region took to answer the last check.
	 * @return the time
	 */
	public Duration latency() {
		return this.latency;
	}

	void check() {
		long asked = this.clocks.monotonic().nanos();
		long askedMillis = this.clocks.wall().millis();
		Inspection<ServerStatus> answer = this.probes.server().get();
		Duration latency = Duration.ofNanos(this.clocks.monotonic().nanos() - asked);
		this.evictionsPerSecond = evictions(this.last, answer.value(), asked - this.lastAt);
		this.latency = latency;
		this.last = answer.value();
		this.lastAt = asked;
		judge(answer, latency);
		ServerStatus server = answer.value();
		Function<ServerStatus, List<Finding>> more = this.probes.moreFindings();
		if (server != null && more != null && (this.preflightAt == 0 || asked - this.preflightAt >= PREFLIGHT_NANOS)) {
			this.preflightAt = asked;
			preflight(server, askedMillis + latency.toMillis() / 2, more);
		}
		this.listeners.forEach(Runnable::run);
	}

	private static double evictions(@Nullable ServerStatus before, @Nullable ServerStatus now, long nanos) {
		long evicted = (now != null) ? now.number("evicted_keys") : -1;
		long formerly = (before != null) ? before.number("evicted_keys") : -1;
		// A server that was replaced counts anew
		return (formerly >= 0 && evicted >= formerly) ? (evicted - formerly) * 1e9 / nanos : -1;
	}

	private void judge(Inspection<ServerStatus> answer, Duration latency) {
		Map<String, SourceState> sources = this.probes.sources().get();
		Map<String, RegionHealth> judged = new LinkedHashMap<>();
		for (String region : this.probes.names().get()) {
			SourceState source = sources.get(region);
			if (region.equals(this.home)) {
				judged.put(region, judge(region, measures(answer, latency)));
			}
			else if (source != null) {
				judged.put(region, judge(region, measures(source)));
			}
		}
		this.judges.keySet().retainAll(judged.keySet());
		this.regions = judged;
	}

	private RegionMeasures measures(Inspection<ServerStatus> answer, Duration latency) {
		ServerStatus server = answer.value();
		if (server == null) {
			return new RegionMeasures(answer.failure(), null, -1, false, -1, null);
		}
		double share = server.memoryShare();
		boolean full = share >= 1 && "noeviction".equals(server.text("maxmemory_policy"));
		return new RegionMeasures(null, null, share, full, this.evictionsPerSecond, latency);
	}

	private static RegionMeasures measures(SourceState source) {
		boolean silent = source.failure() != null && source.lag().compareTo(SILENT) > 0;
		return new RegionMeasures(silent ? "its log cannot be read" : null, source.lag(), -1, false, -1, null);
	}

	private RegionHealth judge(String region, RegionMeasures measures) {
		RegionHealth before = this.regions.get(region);
		RegionHealth now = this.judges.computeIfAbsent(region, (name) -> new RegionJudge(this.thresholds))
			.judge(measures);
		if (before != null && before.state() != now.state()) {
			if (now.state() == RegionState.HEALTHY) {
				logger.info("Region %s is healthy again".formatted(region));
			}
			else {
				logger.warn("Region %s is %s: %s".formatted(region,
						(now.state() == RegionState.CRITICAL) ? "critical" : "degraded",
						now.reasons().isEmpty() ? "recovering" : String.join("; ", now.reasons())));
			}
		}
		return now;
	}

	private void preflight(ServerStatus server, long now, Function<ServerStatus, List<Finding>> more) {
		long micros = server.number("server_time_usec");
		Duration offset = (micros > 0) ? Duration.ofMillis(micros / 1000 - now) : null;
		List<Finding> found = new ArrayList<>(Preflight.findings(server, offset));
		found.addAll(more.apply(server));
		for (Finding finding : found) {
			if (this.findings.stream().noneMatch((known) -> known.id().equals(finding.id()))) {
				logger.warn("Region %s: %s. %s".formatted(this.home, finding.problem(), finding.advice()));
			}
		}
		this.findings = List.copyOf(found);
	}

	@Override
	public void close() {
		this.worker.close();
	}

}
