package io.regioncache.metrics;

import java.util.Locale;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.consistency.TokenOutcome;

/**
 * What became of the tokens that callers have brought.
 */
public final class RegionTokenMetrics implements MeterBinder {

	private final ConsistencyTokens tokens;

	/**
	 * Create a binder.
	 * @param tokens counts what it reads
	 */
	public RegionTokenMetrics(ConsistencyTokens tokens) {
		this.tokens = tokens;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (TokenOutcome outcome : TokenOutcome.values()) {
			FunctionCounter.builder("region.cache.tokens", this.tokens, (known) -> known.count(outcome))
				.description("Consistency tokens that were read, by what became of them")
				.tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
				.register(registry);
		}
	}

}
