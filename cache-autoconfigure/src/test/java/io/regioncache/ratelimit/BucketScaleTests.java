package io.regioncache.ratelimit;

import java.time.Duration;

import io.regioncache.store.entry.RedisKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BucketScale}.
 */
class BucketScaleTests {

	@ParameterizedTest
	@CsvSource({ "100, PT1S, 20", "7, PT24H, 7", "1000, PT24H, 1000", "3, PT1S, 1", "999983, PT1S, 999983",
			"1000000, PT720H, 1000000" })
	void aWindowRefillsExactlyTheLimit(long limit, Duration window, long burst) {
		BucketScale scale = scale(limit, window, burst);
		assertThat(scale.refill() * window.toNanos() / 1000).isEqualTo(limit * scale.token());
		assertThat(scale.capacity()).isEqualTo(burst * scale.token());
	}

	@Test
	void numbersTooLargeForAScriptAreRoundedToFewerTokens() {
		long limit = 999_983;
		long window = Duration.ofDays(1).toNanos() / 1000;
		BucketScale scale = scale(limit, Duration.ofDays(1), limit);
		assertThat(scale.capacity()).isLessThan(RedisKeys.MAX_EXACT / 8 + 1);
		assertThat(scale.refill() * window).isLessThanOrEqualTo(limit * scale.token());
		assertThat((double) scale.refill() * window / scale.token()).isGreaterThan(limit * 0.9999);
	}

	@Test
	void sharesOfAllRegionsMakeUpTheLimit() {
		BucketScale whole = scale(100, Duration.ofSeconds(1), 20);
		BucketScale share = whole.sharedBy(3);
		assertThat(share.refill() * 1_000_000.0 / share.token()).isEqualTo(100 / 3.0);
		assertThat(share.capacity() / share.token()).isEqualTo(6);
		assertThat(scale(100, Duration.ofSeconds(1), 1).sharedBy(3).capacity()).isEqualTo(share.token());
	}

	private static BucketScale scale(long limit, Duration window, long burst) {
		return BucketScale
			.of(new RateLimitPolicy("x", limit, window, burst, RateLimitScope.REGION, RedisDownPolicy.OPEN)
				.bandwidth());
	}

}
