package io.regioncache.audit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the auditor has found, and keeps the last violations.
 */
final class AuditTally {

	private static final int KEPT = 20;

	private final Map<Looked, LongAdder> counts = new ConcurrentHashMap<>();

	private final LongAdder samples = new LongAdder();

	private final Deque<AuditViolation> violations = new ArrayDeque<>();

	void sampled() {
		this.samples.increment();
	}

	void add(String region, Duration horizon, AuditOutcome outcome) {
		this.counts.computeIfAbsent(new Looked(region, horizon, outcome), (first) -> new LongAdder()).increment();
	}

	synchronized void violated(AuditViolation violation) {
		this.violations.addFirst(violation);
		if (this.violations.size() > KEPT) {
			this.violations.removeLast();
		}
	}

	long samples() {
		return this.samples.sum();
	}

	long count(String region, Duration horizon, AuditOutcome outcome) {
		LongAdder count = this.counts.get(new Looked(region, horizon, outcome));
		return (count != null) ? count.sum() : 0;
	}

	long violations() {
		return this.counts.entrySet()
			.stream()
			.filter((count) -> count.getKey().outcome() == AuditOutcome.VIOLATION)
			.mapToLong((count) -> count.getValue().sum())
			.sum();
	}

	AuditReport report() {
		Map<String, Map<String, Long>> outcomes = new TreeMap<>();
		this.counts.forEach((looked, count) -> outcomes.computeIfAbsent(looked.region(), (region) -> new TreeMap<>())
			.merge(looked.outcome().name().toLowerCase(Locale.ROOT), count.sum(), Long::sum));
		List<AuditViolation> last;
		synchronized (this) {
			last = new ArrayList<>(this.violations);
		}
		return new AuditReport(samples(), outcomes, last);
	}

	/**
	 * A kind of look.
	 *
	 * @param region the name of the region
	 * @param horizon how long after the invalidation
	 * @param outcome what was found
	 */
	private record Looked(String region, Duration horizon, AuditOutcome outcome) {

	}

}
