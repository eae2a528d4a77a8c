package io.regioncache.metrics;

import java.util.Locale;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.ratelimit.RateLimitDecision.Decider;
import io.regioncache.ratelimit.RateLimiter;
import io.regioncache.ratelimit.RateLimiters;

/**
 * What limits have admitted and rejected. No key is a tag.
 */
public final class RegionRateLimitMetrics implements MeterBinder {

	private final RateLimiters limiters;

	/**
	 * Create a binder.
	 * @param limiters count what they decide
	 */
	public RegionRateLimitMetrics(RateLimiters limiters) {
		this.limiters = limiters;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (RateLimiter limiter : this.limiters.all()) {
			for (Decider by : Decider.values()) {
				bind(limiter, by, true, registry);
				bind(limiter, by, false, registry);
			}
		}
		Gauge.builder("region.ratelimit.share-only", this.limiters, (known) -> known.admitShareOnly() ? 1 : 0)
			.description("Whether global limits admit this region's share only, as another region cannot be reached")
			.register(registry);
	}

	private static void bind(RateLimiter limiter, Decider by, boolean admitted, MeterRegistry registry) {
		FunctionCounter.builder("region.ratelimit.decisions", limiter, (known) -> known.count(admitted, by))
			.description("Calls by whether a rate limit admits them, and who has decided")
			.tag("limit", limiter.policy().name())
			.tag("outcome", admitted ? "admitted" : "rejected")
			.tag("by", by.name().toLowerCase(Locale.ROOT))
			.register(registry);
	}

}
