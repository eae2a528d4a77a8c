package io.regioncache.autoconfigure.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.regioncache.region.WorkerFailures;
import io.regioncache.region.WorkerFailures.Failure;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Whether the library's own threads work as they should. It is never {@code DOWN}: the
 * application answers without its cache.
 */
final class RegionsHealthIndicator implements HealthIndicator {

	/**
	 * A status of its own, which Spring Boot leaves out of that of the application.
	 */
	static final Status DEGRADED = new Status("DEGRADED", "A thread of Region Cache has failed unexpectedly");

	/**
	 * For how long a failure is reported.
	 */
	private static final Duration MEMORY = Duration.ofMinutes(10);

	private final Supplier<List<WorkerFailures>> regions;

	private final InstantSource clock;

	RegionsHealthIndicator(Supplier<List<WorkerFailures>> regions, InstantSource clock) {
		this.regions = regions;
		this.clock = clock;
	}

	@Override
	public Health health() {
		Health.Builder health = Health.up();
		for (WorkerFailures failures : this.regions.get()) {
			Failure last = failures.last();
			if (last != null && isRecent(last)) {
				health.status(DEGRADED);
			}
			health.withDetail(failures.region(), details(failures, last));
		}
		return health.build();
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
