package io.regioncache.cache.read;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.regioncache.cache.CacheNode;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.settings.SessionSettings;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.store.RegionFailover;
import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MarkerValues;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Position;
import io.regioncache.test.SimulatedLink;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SessionReadsTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	/**
	 * It could not be asked what it has passed, and then it can be looked at.
	 */
	@Test
	void aRegionThatIsJustBackIsNotBelieved() {
		Scope[] scopes = { Scope.ALL };
		Markers markers = new Markers(new Lease(1, 9), 0, scopes, 1, new MarkerValues(new long[1], new long[1], null));
		Found old = new Found(Found.Status.FRESH, markers, null, "old");
		try (RegionStore away = new RegionStore("here", RedisClient::create, "test", "",
				new ConnectionSettings(Duration.ofMillis(100), Duration.ZERO))) {
			SessionReads reads = new SessionReads(away, SessionSettings.DEFAULTS);
			ConsistencyContext caller = new ConsistencyContext();
			caller.accept(ConsistencyToken.NONE.and("there", new Position(2, 1)));
			SessionReader reader = new SessionReader(caller, null, CacheRequest.of("a", String.class), null,
					new CacheStatistics(), Runnable::run);
			assertThat(reads.find(reader, () -> CompletableFuture.completedFuture(old)).join()).isSameAs(Found.AHEAD);
			assertThat(caller.detours()).isOne();
			assertThat(reads.find(reader, () -> CompletableFuture.completedFuture(Found.BYPASS)).join())
				.isSameAs(Found.BYPASS);
		}
	}

	/**
	 * What it had passed, it had passed in an epoch that is over.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aReadDoesNotTakeWhatAFormerEpochHadPassedForThePresentOne(boolean blocking) {
		Position written = new Position(2, 1);
		try (CacheNode here = CacheNode.at(redis.server().url()).awaitAvailable();
				CacheNode other = CacheNode.at(redis.server().url()).awaitAvailable()) {
			redis.admin().call("HSET", "{app}:m", "o:0000000000000002", "1");
			here.store().passed(Map.of(2L, "there")).join();
			assertThat(here.store().passed().covers(written)).isTrue();
			redis.admin().flushAll();
			await().until(() -> other.store().own().leases().take().join().isPresent()
					&& redis.admin().call("HGET", "{app}:m", "epoch") != null);
			RegionCache cache = other.cache("items");
			await().until(() -> "old".equals(get(cache, "old")) && "old".equals(get(cache, "unexpected")));
			ConsistencyContext caller = new ConsistencyContext();
			caller.accept(ConsistencyToken.NONE.and("there", written));
			assertThat(here.store().passed().covers(written)).as("as far as is known").isTrue();
			try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
				assertThat(blocking ? get(here.cache("items"), "new") : getLater(here.cache("items"), "new"))
					.isEqualTo("new");
			}
			assertThat(caller.detours()).isOne();
		}
	}

	private static Object get(RegionCache cache, String loaded) {
		return cache.get("a", () -> loaded);
	}

	private static Object getLater(RegionCache cache, String loaded) {
		return cache.retrieve("a", () -> CompletableFuture.completedFuture((Object) loaded))
			.orTimeout(30, TimeUnit.SECONDS)
			.join();
	}

	/**
	 * Who reads is waiting: several regions that are silent cost no more than one.
	 */
	@Test
	void waitsForOneSilentRegionOnly() {
		Duration timeout = Duration.ofSeconds(1);
		try (SimulatedLink toA = SimulatedLink.to(redis.host(), redis.port());
				SimulatedLink toB = SimulatedLink.to(redis.host(), redis.port());
				RegionStore home = new RegionStore(
						new SingleRegionStore("here", () -> RedisClient.create(redis.server().url()), "here", "",
								new ConnectionSettings(Duration.ofSeconds(1), Duration.ofSeconds(2))),
						new RegionFailover(
								Map.of("a", () -> other("a", toA, timeout), "b", () -> other("b", toB, timeout)),
								false))) {
			home.start();
			await().until(home::isAvailable);
			// Who waited for one after the other would never be that fast
			await().untilAsserted(() -> {
				toA.heal();
				toB.heal();
				await().until(() -> home.others().instead(List.of()).join().size() == 2);
				toA.blackHole();
				toB.blackHole();
				assertThat(timeOfADetour(home)).isBetween(timeout, timeout.multipliedBy(2));
			});
		}
	}

	private static Duration timeOfADetour(RegionStore home) {
		SessionReads reads = new SessionReads(home, new SessionSettings(Duration.ZERO, 1));
		ConsistencyContext caller = new ConsistencyContext();
		caller.accept(ConsistencyToken.NONE.and("a", new Position(2, 1)));
		SessionReader reader = new SessionReader(caller, null, CacheRequest.of("a", String.class), null,
				new CacheStatistics(), Runnable::run);
		long start = System.nanoTime();
		assertThat(reads.find(reader, () -> CompletableFuture.completedFuture(Found.BYPASS)).join())
			.isSameAs(Found.AHEAD);
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private static SingleRegionStore other(String name, SimulatedLink link, Duration timeout) {
		return new SingleRegionStore(name, () -> RedisClient.create(link.url()), name, "",
				new ConnectionSettings(timeout, Duration.ofSeconds(2)));
	}

}
