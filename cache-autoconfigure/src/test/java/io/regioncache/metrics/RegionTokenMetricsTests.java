package io.regioncache.metrics;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.store.log.Position;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionTokenMetrics}.
 */
class RegionTokenMetricsTests {

	@Test
	void countsByOutcome() {
		ConsistencyTokens tokens = new ConsistencyTokens("app", List.of("us"),
				List.of("0123456789abcdef0123456789abcdef"), Duration.ofSeconds(30), InstantSource.system());
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		new RegionTokenMetrics(tokens).bindTo(registry);
		tokens.read(tokens.issue(ConsistencyToken.NONE.and("us", new Position(1, 1))));
		tokens.read("x");
		tokens.read("y");
		assertThat(count(registry, "valid")).isEqualTo(1);
		assertThat(count(registry, "malformed")).isEqualTo(2);
		assertThat(count(registry, "forged")).isZero();
		assertThat(count(registry, "expired")).isZero();
	}

	private static double count(SimpleMeterRegistry registry, String outcome) {
		return registry.get("region.cache.tokens").tag("outcome", outcome).functionCounter().count();
	}

}
