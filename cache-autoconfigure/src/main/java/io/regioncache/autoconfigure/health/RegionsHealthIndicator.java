package io.regioncache.autoconfigure.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.regioncache.health.Finding;
import io.regioncache.health.RegionHealth;
import io.regioncache.health.RegionMonitor;
import io.regioncache.health.RegionState;
import io.regioncache.region.WorkerFailures;
import io.regioncache.region.WorkerFailures.Failure;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * How the regions are, as the home region sees them, and whether the library's own
 * threads work as they should. It is never {@code DOWN}: the application answers without
 * its cache.
 */
final class RegionsHealthIndicator implements HealthIndicator {

	/**
	 * A status of its own, which Spring Boot leaves out of that of the application.
	 */
	static final Status DEGRADED = new Status("DEGRADED",
			"A region is beyond a threshold, or a thread of Region Cache has failed unexpectedly");

	/**
	 * The same, for a home region that does not serve.
	 */
	static final Status CRITICAL = new Status("CRITICAL", "The home region does not serve; the origin answers");

	/**
	 * For how long a failure is reported.
	 */
	private static final Duration MEMORY = Duration.ofMinutes(10);

	private final Supplier<List<WorkerFailures>> regions;

	private final InstantSource clock;

	private final String home;

	private final Supplier<@Nullable RegionMonitor> monitor;

	RegionsHealthIndicator(Supplier<List<WorkerFailures>> regions, InstantSource clock, String home,
			Supplier<@Nullable RegionMonitor> monitor) {
		this.regions = regions;
		this.clock = clock;
		this.home = home;
		this.monitor = monitor;
	}

	@Override
	public Health health() {
		Map<String, Map<String, Object>> details = new TreeMap<>();
		Status status = Status.UP;
		for (WorkerFailures failures : this.regions.get()) {
			Failure last = failures.last();
			if (last != null && isRecent(last)) {
				status = DEGRADED;
			}
			details.put(failures.region(), details(failures, last));
		}
		RegionMonitor monitor = this.monitor.get();
		if (monitor != null) {
			status = addStates(monitor.regions(), details, status);
			addFindings(monitor.findings(), details);
		}
		return Health.status(status).withDetails(details).build();
	}

	/**
	 * What is wrong with a server or its settings does not make it ill.
	 */
	private void addFindings(List<Finding> findings, Map<String, Map<String, Object>> details) {
		if (!findings.isEmpty()) {
			details.computeIfAbsent(this.home, (name) -> new LinkedHashMap<>())
				.put("findings", findings.stream().map(Finding::problem).toList());
		}
	}

	private Status addStates(Map<String, RegionHealth> regions, Map<String, Map<String, Object>> details,
			Status before) {
		Status status = before;
		for (Map.Entry<String, RegionHealth> region : regions.entrySet()) {
			RegionHealth health = region.getValue();
			Map<String, Object> detail = details.computeIfAbsent(region.getKey(), (name) -> new LinkedHashMap<>());
			detail.put("state", health.state().name().toLowerCase(Locale.ROOT));
			detail.put("reasons", health.reasons());
			status = worse(status, region.getKey(), health.state());
		}
		return status;
	}

	/**
	 * Of another region this process only reads the log: it serves as well without.
	 */
	private Status worse(Status status, String region, RegionState state) {
		if (state == RegionState.HEALTHY) {
			return status;
		}
		return (state == RegionState.CRITICAL && region.equals(this.home)) || status == CRITICAL ? CRITICAL : DEGRADED;
	}

	private boolean isRecent(Failure failure) {
		Instant now = this.clock.instant();
		return failure.time().plus(MEMORY).isAfter(now);
	}

	private static Map<String, Object> details(WorkerFailures failures, @Nullable Failure last) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("unexpectedFailures", failures.count());
		if (last != null) {
			details.put("lastFailure", last.type() + " in " + last.work());
			details.put("lastFailureAt", last.time());
		}
		return details;
	}

}
