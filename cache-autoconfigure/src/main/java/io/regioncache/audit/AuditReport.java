package io.regioncache.audit;

import java.util.List;
import java.util.Map;

/**
 * What the auditor of this process has found since its start.
 *
 * @param samples how many invalidations it has looked at again
 * @param outcomes how many of its looks have ended how, by the name of the region and the
 * outcome
 * @param violations the last violations, the newest first
 */
public record AuditReport(long samples, Map<String, Map<String, Long>> outcomes, List<AuditViolation> violations) {

}
