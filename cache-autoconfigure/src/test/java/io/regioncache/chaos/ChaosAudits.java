package io.regioncache.chaos;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.regioncache.audit.AuditReport;
import io.regioncache.audit.AuditViolation;
import io.regioncache.testkit.History;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What the auditors of all processes have found. None may raise a false alarm, whatever
 * happens; and reads that are judged as they return say whether there was a true one.
 */
final class ChaosAudits {

	private static final Log logger = LogFactory.getLog(ChaosAudits.class);

	private ChaosAudits() {
	}

	static void check(List<ChaosNode> nodes, History history) {
		List<AuditReport> reports = nodes.stream().flatMap((node) -> node.audits().stream()).toList();
		Map<String, Long> outcomes = new TreeMap<>();
		reports.forEach((report) -> report.outcomes()
			.values()
			.forEach((counts) -> counts.forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum))));
		logger.info("The auditors have looked at %d invalidations again: %s"
			.formatted(reports.stream().mapToLong(AuditReport::samples).sum(), outcomes));
		List<AuditViolation> violations = reports.stream().flatMap((report) -> report.violations().stream()).toList();
		if (!violations.isEmpty()) {
			history.failed(new AssertionError("The auditors report " + violations));
		}
		if (!outcomes.containsKey("clean")) {
			history.failed(new AssertionError("The auditors have looked at nothing: " + outcomes));
		}
	}

}
