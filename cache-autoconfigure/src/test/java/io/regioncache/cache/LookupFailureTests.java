package io.regioncache.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.test.SimulatedLink;
import io.regioncache.test.SimulatedLink.Direction;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a single lookup or store that Redis does not answer is counted and logged,
 * though it says nothing of the region yet.
 */
@ExtendWith(OutputCaptureExtension.class)
class LookupFailureTests {

	private static final CacheRequest REQUEST = CacheRequest.of("k", String.class);

	private static final String LATE = "A lookup in cache 'texts' has failed (region test: no answer within 200 ms): "
			+ "the method is called without the cache. If this goes on, look for slow commands in Redis and for pauses "
			+ "of this process, or raise regions.command-timeout (regions.fallback-timeout for other regions)";

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private SimulatedLink link;

	private CacheNode node;

	private RegionCache cache;

	@BeforeEach
	void start() {
		this.link = redis.server().link();
		this.node = CacheNode.with(this.link.url(), (setup) -> setup.timeout = Duration.ofMillis(200));
		this.cache = this.node.awaitAvailable().cache("texts");
	}

	@AfterEach
	void stop() {
		this.link.heal();
		this.node.close();
		this.link.close();
	}

	@Test
	void oneThatIsLateIsCountedAndLogged(CapturedOutput output) throws Throwable {
		this.link.withhold(Direction.TO_CLIENT);
		assertThat(this.cache.get(REQUEST, () -> "origin")).isEqualTo("origin");
		assertThat(count(Event.LOOKUP_FAILURE)).isPositive();
		assertThat(count(Event.BYPASS)).isOne();
		assertThat(output).contains(LATE).doesNotContain("its cache is bypassed");
	}

	@Test
	void soIsThatOfAnAsynchronousCaller(CapturedOutput output) throws Throwable {
		this.link.withhold(Direction.TO_CLIENT);
		assertThat(Crew.await(this.cache.getAsync(REQUEST, () -> CompletableFuture.completedFuture("origin"))))
			.isEqualTo("origin");
		assertThat(count(Event.LOOKUP_FAILURE)).isPositive();
		assertThat(output).contains(LATE);
	}

	@Test
	void manyAreLoggedOnceAndTheEndOfTheRegionOnce(CapturedOutput output) throws Throwable {
		this.link.withhold(Direction.TO_CLIENT);
		for (int i = 0; i < 20; i++) {
			assertThat(this.cache.get(REQUEST, () -> "origin")).isEqualTo("origin");
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(output)
				.containsOnlyOnce("Region test does not answer (no answer within 200 ms); its cache is bypassed"));
		assertThat(output).containsOnlyOnce("A lookup in cache 'texts' has failed");
		assertThat(count(Event.BYPASS)).isEqualTo(20);
		assertThat(count(Event.LOOKUP_FAILURE)).isPositive();
	}

	@Test
	void oneThatIsAnsweredWithAnErrorIsCountedAndLogged(CapturedOutput output) throws Throwable {
		redis.admin().call("HSET", "{app}:m", "floor", "no number");
		// The markers are read once a second at least
		Awaitility.await().untilAsserted(() -> {
			assertThat(this.cache.get(REQUEST, this::origin)).isEqualTo("origin");
			assertThat(count(Event.LOOKUP_FAILURE)).isPositive();
		});
		assertThat(output).contains("A lookup in cache 'texts' has failed (region test: ",
				"METADATA holds something that is not a number");
		redis.admin().call("DEL", "{app}:m");
	}

	private Object origin() {
		return "origin";
	}

	@Test
	void aRegionThatIsDownIsNotReportedForEachCache(CapturedOutput output) throws Throwable {
		this.link.refuse();
		Awaitility.await().until(() -> !this.node.store().isAvailable());
		assertThat(this.cache.get(REQUEST, () -> "origin")).isEqualTo("origin");
		assertThat(count(Event.BYPASS)).isOne();
		assertThat(count(Event.LOOKUP_FAILURE)).isZero();
		assertThat(output).doesNotContain("A lookup in cache");
	}

	@Test
	void aRegionThatIsStillBeingConnectedToIsReportedOnce(CapturedOutput output) throws Throwable {
		this.link.blackHole();
		try (CacheNode late = CacheNode.with(this.link.url(),
				(setup) -> setup.connectTimeout = Duration.ofMillis(100))) {
			for (int i = 0; i < 3; i++) {
				assertThat(late.cache("texts").get(REQUEST, () -> "origin")).isEqualTo("origin");
			}
			assertThat(late.cache("texts").statistics().get(Event.BYPASS)).isEqualTo(3);
		}
		assertThat(output)
			.containsOnlyOnce("Region test is still being connected to; its cache is bypassed until it is connected");
	}

	@Test
	void aStoreThatIsNotConfirmedIsLogged(CapturedOutput output) throws Throwable {
		assertThat(this.cache.get(REQUEST, () -> {
			this.link.withhold(Direction.TO_CLIENT);
			return "origin";
		})).isEqualTo("origin");
		assertThat(count(Event.REFUSED_REDIS)).isOne();
		assertThat(output).contains(
				"A value of cache 'texts' may not be stored: Redis of region test has not confirmed it. The caller has "
						+ "it, and the next one loads it again if it is missing");
	}

	@Test
	void aStoreThatIsRefusedIsLogged(CapturedOutput output) throws Throwable {
		redis.admin().configure("maxmemory-policy", "noeviction");
		redis.admin().configure("maxmemory", "1mb");
		try {
			assertThat(this.cache.get(REQUEST, () -> "origin")).isEqualTo("origin");
			assertThat(count(Event.REFUSED_REDIS)).isOne();
			assertThat(output)
				.contains("A value of cache 'texts' is not stored: Redis of region test refuses writes, so "
						+ "reads stay misses. Check its memory (maxmemory, maxmemory-policy), its disk and its replicas");
		}
		finally {
			redis.admin().configure("maxmemory", "0");
		}
	}

	private long count(Event event) {
		return this.cache.statistics().get(event);
	}

}
