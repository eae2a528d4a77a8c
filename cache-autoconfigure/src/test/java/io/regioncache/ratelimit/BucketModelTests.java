package io.regioncache.ratelimit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The script decides as a bucket of Bucket4j does. The clock of the server is replaced by
 * an argument.
 */
class BucketModelTests {

	private static final String CLOCK = "redis.call('TIME')";

	private static final long BEGIN = 1_800_000_000_000_000L;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final String script = scriptWithClock();

	@ParameterizedTest
	@CsvSource({ "100, PT1S, 20", "3, PT1S, 5", "7, PT24H, 7", "50000, PT1S, 10", "1, PT10S, 1" })
	void aBucketAdmitsWhatBucket4jAdmits(long limit, Duration window, long burst) {
		RateLimitPolicy policy = policy(limit, window, burst);
		BucketScale scale = BucketScale.of(policy.bandwidth());
		long[] now = { BEGIN };
		Bucket model = Bucket.builder().addLimit(policy.bandwidth()).withCustomTimePrecision(clock(now)).build();
		Random random = new Random(17);
		long between = window.toNanos() / 1000 / limit;
		int admitted = 0;
		for (int i = 0; i < 400; i++) {
			now[0] += (random.nextInt(20) == 0) ? random.nextLong(burst * between + 1) : random.nextLong(between + 1);
			ConsumptionProbe expected = model.tryConsumeAndReturnRemaining(1);
			List<?> answer = take(scale, now[0], "1", "");
			assertThat((Object) answer.subList(0, 2)).as("step %d", i)
				.isEqualTo(List.of(expected.isConsumed() ? 1L : 0L, expected.getRemainingTokens()));
			if (!expected.isConsumed()) {
				assertThat((Long) answer.get(2) * 1000).isBetween(expected.getNanosToWaitForRefill(),
						expected.getNanosToWaitForRefill() + 1000);
			}
			admitted += expected.isConsumed() ? 1 : 0;
		}
		assertThat(admitted).isBetween(50, 399);
	}

	@Test
	void whatIsRejectedConsumesNothing() {
		BucketScale scale = scale(1, Duration.ofSeconds(1), 1);
		assertThat(take(scale, BEGIN, "1", "").get(0)).isEqualTo(1L);
		for (int i = 1; i < 1000; i++) {
			assertThat((Object) take(scale, BEGIN + i, "1", "")).isEqualTo(List.of(0L, 0L, 1_000_000L - i));
		}
		assertThat(take(scale, BEGIN + 1_000_000, "1", "").get(0)).isEqualTo(1L);
	}

	@Test
	void aTokenThatIsGivenBackIsThereAgain() {
		BucketScale scale = scale(1, Duration.ofSeconds(1), 2);
		take(scale, BEGIN, "1", "");
		assertThat((Object) take(scale, BEGIN, "-1", "force").subList(0, 2)).isEqualTo(List.of(1L, 2L));
		assertThat((Object) take(scale, BEGIN, "-1", "force").subList(0, 2)).as("no more than it holds")
			.isEqualTo(List.of(1L, 2L));
	}

	@Test
	void whatOtherRegionsHaveAdmittedIsPaidBackFirst() {
		BucketScale scale = scale(10, Duration.ofSeconds(1), 2);
		assertThat((Object) take(scale, BEGIN, "12", "force")).isEqualTo(List.of(1L, 0L, 1_100_000L));
		assertThat((Object) take(scale, BEGIN + 1_099_999, "1", "")).isEqualTo(List.of(0L, 0L, 1L));
		assertThat(take(scale, BEGIN + 1_100_000, "1", "").get(0)).isEqualTo(1L);
	}

	@Test
	void aServerWhoseClockWasSetBackNeitherAdmitsMoreNorStops() {
		BucketScale scale = scale(1, Duration.ofSeconds(1), 1);
		take(scale, BEGIN, "1", "");
		long earlier = BEGIN - Duration.ofHours(1).toNanos() / 1000;
		assertThat(take(scale, earlier, "1", "").get(0)).isEqualTo(0L);
		assertThat(take(scale, earlier + 999_999, "1", "").get(0)).isEqualTo(0L);
		assertThat(take(scale, earlier + 1_000_000, "1", "").get(0)).isEqualTo(1L);
	}

	@Test
	void aDeploymentWithAnotherLimitSharesTheBucket() {
		BucketScale before = scale(10, Duration.ofSeconds(1), 10);
		BucketScale after = scale(20, Duration.ofSeconds(1), 20);
		for (int i = 0; i < 10; i++) {
			take(before, BEGIN, "1", "");
		}
		assertThat((Object) take(after, BEGIN, "1", "").subList(0, 2)).isEqualTo(List.of(1L, 9L));
		assertThat((Object) take(before, BEGIN, "1", "").subList(0, 2)).isEqualTo(List.of(0L, 0L));
	}

	@Test
	void bytesOfOthersCountAsAFullBucket() {
		redis.admin().call("SET", "bucket", "junk");
		assertThat((Object) take(scale(1, Duration.ofSeconds(1), 2), BEGIN, "1", "").subList(0, 2))
			.isEqualTo(List.of(1L, 1L));
	}

	private List<?> take(BucketScale scale, long now, String tokens, String force) {
		return redis.admin()
			.list("EVAL", this.script, "1", "bucket", Long.toString(scale.capacity()), Long.toString(scale.token()),
					Long.toString(scale.refill()), tokens, force, Long.toString(now / 1_000_000),
					Long.toString(now % 1_000_000));
	}

	private static TimeMeter clock(long[] micros) {
		return new TimeMeter() {

			@Override
			public long currentTimeNanos() {
				return micros[0] * 1000;
			}

			@Override
			public boolean isWallClockBased() {
				return false;
			}

		};
	}

	private static BucketScale scale(long limit, Duration window, long burst) {
		return BucketScale.of(policy(limit, window, burst).bandwidth());
	}

	private static RateLimitPolicy policy(long limit, Duration window, long burst) {
		return new RateLimitPolicy("x", limit, window, burst, RateLimitScope.REGION, RedisDownPolicy.OPEN);
	}

	private static String scriptWithClock() {
		try (InputStream in = BucketModelTests.class.getResourceAsStream("/io/regioncache/store/limit.lua")) {
			String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
			assertThat(text).containsOnlyOnce(CLOCK);
			// Keys must not expire by the real clock
			return text.replace(CLOCK, "{ ARGV[6], ARGV[7] }").replace("'PX'", "'EX'");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
