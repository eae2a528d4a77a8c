package io.regioncache.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.audit.AuditOutcome;
import io.regioncache.audit.Auditor;

/**
 * What the auditor of this process has found.
 */
public final class RegionAuditMetrics implements MeterBinder {

	private final Auditor auditor;

	private final List<String> regions;

	/**
	 * Create a binder.
	 * @param auditor looks at invalidations again
	 * @param regions the names of all regions
	 */
	public RegionAuditMetrics(Auditor auditor, List<String> regions) {
		this.auditor = auditor;
		this.regions = regions;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder("region.audit.samples", this.auditor, Auditor::samples)
			.description("Invalidations that the auditor looks at again")
			.register(registry);
		for (String region : this.regions) {
			for (Duration horizon : Auditor.HORIZONS) {
				for (AuditOutcome outcome : AuditOutcome.values()) {
					bind(registry, region, horizon, outcome);
				}
			}
		}
	}

	private void bind(MeterRegistry registry, String region, Duration horizon, AuditOutcome outcome) {
		FunctionCounter
			.builder("region.audit.looks", this.auditor, (auditor) -> auditor.count(region, horizon, outcome))
			.description("Looks of the auditor at what a region serves after an invalidation")
			.tag("region", region)
			.tag("after", horizon.toSeconds() + "s")
			.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
			.register(registry);
	}

}
