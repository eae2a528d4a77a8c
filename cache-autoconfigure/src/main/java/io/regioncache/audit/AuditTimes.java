package io.regioncache.audit;

import java.time.Duration;
import java.util.List;

/**
 * When the auditor looks.
 *
 * @param horizons how long after an invalidation it is looked at again
 * @param confirmation how long after a look that has found a violation it looks once more
 * @param turn how often it looks at what is due
 */
record AuditTimes(List<Duration> horizons, Duration confirmation, Duration turn) {

	static final AuditTimes DEFAULTS = new AuditTimes(
			List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(60)), Duration.ofSeconds(3),
			Duration.ofMillis(500));

}
