package io.regioncache.ratelimit;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

import io.regioncache.test.SimulatedLink;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits that two regions share, each over a link to the other's Redis.
 */
class GlobalRateLimitTests {

	private static final RateLimitPolicy POLICY = new RateLimitPolicy("orders", 1, Duration.ofHours(1), 100,
			RateLimitScope.GLOBAL, RedisDownPolicy.CLOSED);

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension west = RedisExtension.shared();

	private SimulatedLink toEast;

	private SimulatedLink toWest;

	private LimitNode inEast;

	private LimitNode inWest;

	@BeforeEach
	void start() {
		this.toEast = SimulatedLink.to(east.host(), east.port());
		this.toWest = SimulatedLink.to(west.host(), west.port());
		this.inEast = LimitNode.among("east", Map.of("east", east.server().url(), "west", this.toWest.url()), TIMEOUT,
				POLICY);
		this.inWest = LimitNode.among("west", Map.of("east", this.toEast.url(), "west", west.server().url()), TIMEOUT,
				POLICY);
		awaitConnected();
	}

	@AfterEach
	void stop() {
		this.inEast.close();
		this.inWest.close();
		this.toEast.close();
		this.toWest.close();
	}

	@Test
	void eachRegionIsChargedForWhatTheOtherAdmits() {
		assertThat(admitted(this.inEast, 60)).isEqualTo(60);
		Awaitility.await().until(() -> bucketsIn(west) == 1);
		assertThat(admitted(this.inWest, 100)).isEqualTo(40);
		Awaitility.await().until(() -> this.inEast.acquire("orders", "ann").remaining() == 0);
		assertThat(admitted(this.inEast, 10)).isZero();
	}

	@Test
	void regionsThatDoNotSeeEachOtherAdmitTheLimitTogether() {
		this.toEast.refuse();
		this.toWest.refuse();
		this.toEast.reset();
		this.toWest.reset();
		Awaitility.await()
			.until(() -> this.inEast.limiters().admitShareOnly() && this.inWest.limiters().admitShareOnly());
		assertThat(admitted(this.inEast, 100)).isEqualTo(50);
		assertThat(admitted(this.inWest, 100)).isEqualTo(50);
		this.toEast.heal();
		this.toWest.heal();
		awaitConnected();
		assertThat(admitted(this.inEast, 100)).as("what is left of the whole bucket").isEqualTo(50);
	}

	@Test
	void aRegionIsNeverChargedForItself() {
		assertThat(admitted(this.inEast, 10)).isEqualTo(10);
		Awaitility.await().until(() -> bucketsIn(west) == 1);
		assertThat(this.inEast.acquire("orders", "ann").remaining()).isEqualTo(89);
	}

	private void awaitConnected() {
		Awaitility.await()
			.until(() -> !this.inEast.limiters().admitShareOnly() && !this.inWest.limiters().admitShareOnly()
					&& this.inEast.store().isAvailable() && this.inWest.store().isAvailable());
	}

	private static int bucketsIn(RedisExtension region) {
		return region.admin().list("KEYS", "*:limit:*").size();
	}

	private static long admitted(LimitNode node, int calls) {
		return IntStream.range(0, calls).filter((i) -> node.acquire("orders", "ann").admitted()).count();
	}

}
