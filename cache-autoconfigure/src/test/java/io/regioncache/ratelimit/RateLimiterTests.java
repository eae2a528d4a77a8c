package io.regioncache.ratelimit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.regioncache.ratelimit.RateLimitDecision.Decider;
import io.regioncache.region.RegionConfigurationException;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RateLimiter} on a standalone server.
 */
class RateLimiterTests {

	private static final Duration HOUR = Duration.ofHours(1);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@Test
	void allProcessesTogetherAreAdmittedTheBurst() {
		RateLimitPolicy policy = policy("orders", 1, HOUR, 100, RedisDownPolicy.CLOSED);
		try (LimitNode here = LimitNode.at(redis.server().url(), policy);
				LimitNode there = LimitNode.at(redis.server().url(), policy)) {
			here.awaitAvailable();
			there.awaitAvailable();
			List<CompletableFuture<RateLimitDecision>> decisions = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				decisions.add(here.limiters().get("orders").tryAcquire("ann"));
				decisions.add(there.limiters().get("orders").tryAcquire("ann"));
			}
			assertThat(decisions.stream().map(CompletableFuture::join).filter(RateLimitDecision::admitted)).hasSize(100)
				.allMatch((decision) -> decision.by() == Decider.REGION);
			assertThat(here.limiters().get("orders").count(true, Decider.REGION)
					+ there.limiters().get("orders").count(true, Decider.REGION))
				.isEqualTo(100);
		}
	}

	@Test
	void aDecisionIsOneCommandAndItsKeyTellsNothing() {
		try (LimitNode node = node(policy("orders", 1, HOUR, 10, RedisDownPolicy.CLOSED))) {
			node.acquire("orders", "ann@example.com");
			redis.admin().resetStatistics();
			for (int i = 0; i < 40; i++) {
				node.acquire("orders", "user" + i);
			}
			assertThat(redis.admin().commandCalls().getOrDefault("eval", 0L)).isZero();
			// Others are those of the heartbeat
			assertThat(redis.admin().commandCalls().get("evalsha")).isBetween(40L, 60L);
			List<?> keys = redis.admin().list("KEYS", "*:limit:*");
			assertThat(keys).hasSize(41).allSatisfy((key) -> {
				assertThat((String) key).matches("app:limit:orders:here:[0-9a-f]{40}");
				assertThat(redis.admin().number("PTTL", (String) key)).isPositive();
			});
		}
	}

	@Test
	void bucketsLeaveNothingBehind() {
		try (LimitNode node = node(policy("orders", 100, Duration.ofSeconds(1), 10, RedisDownPolicy.CLOSED))) {
			IntStream.range(0, 1000).forEach((i) -> node.acquire("orders", "user" + i));
			Awaitility.await().until(() -> redis.admin().list("KEYS", "*:limit:*").isEmpty());
		}
	}

	@Test
	void aDecisionTellsWhatRemainsAndWhenToComeAgain() {
		try (LimitNode node = node(policy("orders", 60, HOUR, 2, RedisDownPolicy.CLOSED))) {
			assertThat(node.acquire("orders", "ann").remaining()).isEqualTo(1);
			RateLimitDecision last = node.acquire("orders", "ann");
			assertThat(last.admitted()).isTrue();
			assertThat(last.remaining()).isZero();
			RateLimitDecision rejected = node.acquire("orders", "ann");
			assertThat(rejected.admitted()).isFalse();
			assertThat(rejected.retryAfterSeconds()).isBetween(30L, 60L);
			assertThat(node.acquire("orders", "bob").admitted()).as("has a bucket of his own").isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource({ "OPEN, 5, POLICY", "CLOSED, 0, POLICY", "LOCAL, 3, PROCESS" })
	void withoutRedisItIsDecidedAsConfigured(RedisDownPolicy whenDown, int admitted, Decider decider) {
		try (LimitNode node = LimitNode
			.at(redis.server().url(), Duration.ofSeconds(2), policy("orders", 1, HOUR, 3, whenDown))
			.awaitAvailable()) {
			redis.server().kill();
			assertThat(IntStream.range(0, 5).filter((i) -> {
				RateLimitDecision decision = node.acquire("orders", "ann");
				assertThat(decision.by()).isEqualTo(decider);
				return decision.admitted();
			})).hasSize(admitted);
		}
	}

	@Test
	void whileTheFirstConnectionIsNotThereItIsDecidedAsConfigured() {
		redis.server().pause();
		try (LimitNode node = LimitNode.at(redis.server().url(), Duration.ofMillis(100),
				policy("orders", 1, HOUR, 3, RedisDownPolicy.LOCAL))) {
			assertThat(node.limiters().get("orders").tryAcquire("ann").orTimeout(4, TimeUnit.SECONDS).join().by())
				.as("sooner than the 10 s that a connection may take")
				.isEqualTo(Decider.PROCESS);
		}
		finally {
			redis.server().resume();
		}
	}

	@Test
	void aCallThatAnotherLimitRejectsConsumesNothing() {
		try (LimitNode node = node(policy("hourly", 1, HOUR, 10, RedisDownPolicy.CLOSED),
				policy("tight", 1, HOUR, 1, RedisDownPolicy.CLOSED))) {
			List<RateLimitCharge> charges = List.of(new RateLimitCharge(node.limiters().get("hourly"), "ann"),
					new RateLimitCharge(node.limiters().get("tight"), "ann"));
			assertThat(RateLimitCharge.all(charges).join()).hasSize(2).allMatch(RateLimitDecision::admitted);
			for (int i = 0; i < 20; i++) {
				List<RateLimitDecision> decisions = RateLimitCharge.all(charges).join();
				assertThat(decisions).extracting(RateLimitDecision::admitted).containsExactly(true, false);
			}
			Awaitility.await().until(() -> {
				RateLimitDecision decision = node.acquire("hourly", "ann");
				node.limiters().get("hourly").giveBack("ann", decision);
				return decision.remaining() == 8;
			});
		}
	}

	@ParameterizedTest
	@CsvSource({ "Orders, 1, PT1S, 1", "orders, 0, PT1S, 1", "orders, 1, PT0S, 1", "orders, 1, PT1S, 0",
			"orders, 2000000000, PT1S, 1", "orders, 1, PT10000H, 1" })
	void aPolicyThatCannotWorkIsRefused(String name, long limit, Duration window, long burst) {
		assertThatExceptionOfType(RegionConfigurationException.class)
			.isThrownBy(() -> policy(name, limit, window, burst, RedisDownPolicy.OPEN))
			.withMessageContaining("'" + name + "'");
	}

	private static LimitNode node(RateLimitPolicy... policies) {
		return LimitNode.at(redis.server().url(), policies).awaitAvailable();
	}

	private static RateLimitPolicy policy(String name, long limit, Duration window, long burst,
			RedisDownPolicy whenDown) {
		return new RateLimitPolicy(name, limit, window, burst, RateLimitScope.REGION, whenDown);
	}

}
