package io.regioncache.cache;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how long the entries of a {@link RegionCache} live.
 */
class TimeToLiveTests {

	private static final CacheRequest REQUEST = CacheRequest.of("k", String.class);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private RawRedis raw;

	@BeforeEach
	void start() {
		this.raw = new RawRedis(redis.server());
	}

	@AfterEach
	void stop() {
		this.raw.close();
	}

	@Test
	void jitterOnlyShortens() throws Throwable {
		try (CacheNode node = CacheNode.at(redis.server().url(), Settings.of((it) -> {
			it.ttl = Duration.ofSeconds(100);
			it.ttlJitter = 0.5;
		}))) {
			List<Long> lives = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				node.cache("texts").put(i, "v");
				lives.add(this.raw.timeToLive(RawRedis.entry("texts", i)));
			}
			assertThat(lives).allMatch((millis) -> millis <= 100_000 && millis > 40_000)
				.anyMatch((millis) -> millis < 80_000)
				.anyMatch((millis) -> millis > 70_000);
		}
	}

	@Test
	void countsAsMissOnceItIsOver() throws Throwable {
		try (CacheNode node = CacheNode.at(redis.server().url(),
				Settings.of((it) -> it.ttl = Duration.ofSeconds(100)))) {
			RegionCache cache = node.cache("texts");
			cache.get(REQUEST, () -> "old");
			node.advanceClock(Duration.ofSeconds(90));
			assertThat(cache.get(REQUEST, () -> "new")).isEqualTo("old");
			node.advanceClock(Duration.ofSeconds(11));
			assertThat(cache.get(REQUEST, () -> "new")).isEqualTo("new");
		}
	}

	@Test
	void isThatOfTheRequest() throws Throwable {
		try (CacheNode node = CacheNode.at(redis.server().url())) {
			node.cache("texts").get(request(Duration.ofSeconds(5), Duration.ofSeconds(7)), () -> "v");
			assertThat(this.raw.timeToLive(RawRedis.entry("texts", "k"))).isBetween(8_000L, 12_000L);
		}
	}

	@Test
	void addsTheTimeInWhichItMayBeServedStale() throws Throwable {
		try (CacheNode node = CacheNode.at(redis.server().url(), Settings.of((it) -> {
			it.ttl = Duration.ofSeconds(100);
			it.staleWhileRevalidate = Duration.ofSeconds(900);
		}))) {
			node.cache("texts").get(REQUEST, () -> "v");
			assertThat(this.raw.timeToLive(RawRedis.entry("texts", "k"))).isBetween(950_000L, 1_000_000L);
		}
	}

	@Test
	void mayBeForEver() throws Throwable {
		Duration forEver = ChronoUnit.FOREVER.getDuration();
		try (CacheNode node = CacheNode.at(redis.server().url())) {
			Counting origin = Counting.versions();
			node.cache("texts").get(request(forEver, forEver), origin);
			assertThat(node.cache("texts").get(request(forEver, forEver), origin)).isEqualTo("v1");
		}
	}

	@Test
	void mayBeTooShortToBeStored() throws Throwable {
		try (CacheNode node = CacheNode.at(redis.server().url())) {
			for (Duration ttl : List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofSeconds(-1))) {
				assertThat(node.cache("texts").get(request(ttl, null), () -> "v")).isEqualTo("v");
				assertThat(this.raw.exists(RawRedis.entry("texts", "k"))).as("" + ttl).isFalse();
			}
		}
	}

	@Test
	void isCutShortByAnEarlyRefreshThatHappensOnce() throws Throwable {
		try (CacheNode node = CacheNode.at(redis.server().url(), Settings.of((it) -> it.earlyRefresh = 1e12))) {
			RegionCache cache = node.cache("texts");
			cache.get(REQUEST, () -> {
				Thread.sleep(5);
				return "old";
			});
			Gate gate = new Gate();
			Counting origin = Counting.versions();
			for (int i = 0; i < 10; i++) {
				assertThat(cache.get(REQUEST, () -> {
					gate.pass();
					return origin.load();
				})).isEqualTo("old");
			}
			gate.open();
			Awaitility.await().untilAsserted(() -> assertThat(cache.get("k", String.class)).isEqualTo("v1"));
			assertThat(origin.loads()).isEqualTo(1);
			assertThat(cache.statistics().get(Event.STALE)).isZero();
		}
	}

	@Test
	void isNotCutShortUnlessAsked() throws Throwable {
		try (CacheNode node = CacheNode.at(redis.server().url())) {
			Counting origin = Counting.versions();
			for (int i = 0; i < 100; i++) {
				node.cache("texts").get(REQUEST, origin);
			}
			assertThat(origin.loads()).isEqualTo(1);
		}
	}

	private static CacheRequest request(Duration ttl, Duration staleWhileRevalidate) {
		return new CacheRequest("k", String.class, EntryTags.NONE, ttl, staleWhileRevalidate, (value) -> true);
	}

}
