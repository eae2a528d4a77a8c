package io.regioncache.ratelimit;

import java.time.Duration;

import io.regioncache.ratelimit.RateLimitDecision.Decider;
import io.regioncache.testkit.RedisSentinelSetup;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A fail-over keeps what its replica has.
 */
class RateLimitOnSentinelTests {

	@Test
	void thePromotedServerCountsOn() {
		RateLimitPolicy policy = new RateLimitPolicy("orders", 1, Duration.ofHours(1), 10, RateLimitScope.REGION,
				RedisDownPolicy.CLOSED);
		try (RedisSentinelSetup setup = RedisSentinelSetup.start(3);
				LimitNode node = LimitNode.of(setup, policy).awaitAvailable()) {
			for (int i = 0; i < 6; i++) {
				assertThat(node.acquire("orders", "ann").admitted()).isTrue();
			}
			setup.awaitReplication();
			setup.killPrimary();
			Awaitility.await()
				.until(() -> node.acquire("orders", "ann"), (decision) -> decision.by() == Decider.REGION);
			int more = 0;
			while (node.acquire("orders", "ann").admitted()) {
				more++;
			}
			assertThat(more).as("one was admitted before").isLessThanOrEqualTo(3);
		}
	}

}
