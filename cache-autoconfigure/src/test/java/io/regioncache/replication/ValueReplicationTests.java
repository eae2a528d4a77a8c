package io.regioncache.replication;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.invalidation.RegionsBehindException;
import io.regioncache.cache.settings.ReplicationSettings;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.cache.settings.ReplicationSettings.Write;
import io.regioncache.test.SimulatedNetwork;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What a cache asks to be replicated, and to be waited for, between two regions.
 */
class ValueReplicationTests {

	@RegisterExtension
	static final RedisExtension eastRedis = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension westRedis = RedisExtension.own();

	private final Topology mesh = Topology.mesh(List.of("east", "west"));

	private final AtomicInteger loads = new AtomicInteger();

	private SimulatedNetwork network;

	private ReplicaNode inEast;

	private ReplicaNode inWest;

	private RegionCacheManager east;

	private RegionCacheManager west;

	@BeforeEach
	void start() {
		this.network = SimulatedNetwork.of(Map.of("east", eastRedis.server().url(), "west", westRedis.server().url()));
		this.inEast = node("east").awaitLevel("west");
		this.inWest = node("west").awaitLevel("east");
		this.east = manager("east", this.inEast);
		this.west = manager("west", this.inWest);
		await().until(() -> this.inEast.replicator().sources().get("west").records() == 0);
	}

	private ReplicaNode node(String name) {
		return new ReplicaNode(name, this.mesh, (other) -> this.network.url(name, other));
	}

	private static RegionCacheManager manager(String name, ReplicaNode node) {
		return RegionCacheManager.builder(name, node.store())
			.cacheDefaults(settings("any"))
			.cache("values", settings("values"))
			.cache("local", settings("local"))
			.cache("strict", settings("strict"))
			.executor(Runnable::run)
			.build();
	}

	private static CacheSettings settings(String cache) {
		ReplicationSettings replication = switch (cache) {
			case "values" -> new ReplicationSettings(Replicate.VALUES, Write.ASYNC, Duration.ofSeconds(5));
			case "local" -> new ReplicationSettings(Replicate.NONE, Write.ASYNC, Duration.ofSeconds(5));
			case "strict" ->
				new ReplicationSettings(Replicate.INVALIDATIONS, Write.ALL_REGIONS, Duration.ofMillis(500));
			default -> ReplicationSettings.DEFAULTS;
		};
		return CacheSettings.DEFAULTS.mutate().type(String.class).replication(replication).build();
	}

	@AfterEach
	void stop() {
		this.inEast.close();
		this.inWest.close();
		this.network.close();
	}

	@Test
	void aLoadedValueIsStoredInTheOtherRegion() throws Throwable {
		assertThat(load(this.east, "values", "a", "first")).isEqualTo("first");
		await().until(() -> "first".equals(read(this.west, "values", "a")));
		assertThat(load(this.west, "values", "a", "never")).isEqualTo("first");
		assertThat(this.loads).hasValue(1);
	}

	@Test
	void aPutValueTakesThePlaceOfTheFormerOneInBothRegions() throws Throwable {
		load(this.east, "values", "a", "first");
		await().until(() -> "first".equals(read(this.west, "values", "a")));
		this.west.getCache("values").put("a", "second");
		await().until(() -> "second".equals(read(this.east, "values", "a")));
		assertThat(read(this.west, "values", "a")).isEqualTo("second");
	}

	@Test
	void aValueThatArrivesAfterAnInvalidationItsOriginHadNotAppliedIsRefused() throws Throwable {
		this.network.link("east", "west").blackHole();
		await().until(() -> this.inEast.replicator().sources().get("west").failure() != null);
		assertThat(this.west.invalidate(Invalidation.ofTags("books"))).isEqualTo(InvalidationOutcome.APPLIED);
		assertThat(load(this.east, "values", "a", "old", "books")).isEqualTo("old");
		this.east.getCache("values").put("marker", "sent after it");
		await().until(() -> "sent after it".equals(read(this.west, "values", "marker")));
		assertThat(read(this.west, "values", "a")).isNull();
		this.network.heal();
		await().until(() -> read(this.east, "values", "a") == null);
	}

	@Test
	void whatIsMarkedOfSomethingElseDoesNotRefuseAValue() throws Throwable {
		this.network.link("east", "west").blackHole();
		await().until(() -> this.inEast.replicator().sources().get("west").failure() != null);
		this.west.invalidate(Invalidation.ofTags("authors"));
		load(this.east, "values", "a", "fresh", "books");
		await().until(() -> "fresh".equals(read(this.west, "values", "a")));
	}

	@Test
	void whatIsInvalidatedAfterManyLargeValuesArrivesOverANarrowLink() {
		this.inWest.close();
		Random random = new Random(3);
		for (int i = 0; i < 24; i++) {
			StringBuilder value = new StringBuilder();
			random.ints(300_000, '!', '~').forEach(value::appendCodePoint);
			this.east.getCache("values").put("k" + i, value.toString());
		}
		await().until(() -> eastRedis.admin().number("XLEN", "{app}:log") >= 48);
		this.east.invalidate(Invalidation.ofTags("books"));
		this.network.link("west", "east").bandwidth(2_000_000);
		this.inWest = node("west");
		await().until(() -> westRedis.admin().call("HGET", "{app}:m", "t:books") != null);
	}

	@Test
	void concurrentPutsDropBoth() {
		this.network.cut("east", "west");
		this.east.getCache("values").put("a", "of east");
		this.west.getCache("values").put("a", "of west");
		this.network.heal();
		await().until(() -> read(this.east, "values", "a") == null && read(this.west, "values", "a") == null);
		this.east.getCache("values").put("b", "later");
		await().until(() -> "later".equals(read(this.west, "values", "b")));
		assertThat(read(this.east, "values", "a")).isNull();
		assertThat(read(this.west, "values", "a")).isNull();
	}

	@Test
	void aCacheThatReplicatesInvalidationsShipsNoValues() throws Throwable {
		load(this.east, "plain", "a", "first");
		load(this.east, "values", "a", "first");
		await().until(() -> "first".equals(read(this.west, "values", "a")));
		assertThat(read(this.west, "plain", "a")).isNull();
	}

	@Test
	void aLocalCacheKeepsItsInvalidationsToItself() throws Throwable {
		load(this.east, "local", "a", "of east");
		load(this.west, "local", "a", "of west");
		this.east.getCache("local").evict("a");
		this.east.invalidate(Invalidation.ofCaches("local"));
		this.east.getCache("values").put("b", "sent after it");
		await().until(() -> "sent after it".equals(read(this.west, "values", "b")));
		assertThat(read(this.east, "local", "a")).isNull();
		assertThat(read(this.west, "local", "a")).isEqualTo("of west");
	}

	@Test
	void aStrictCacheWaitsForTheOtherRegion() throws Throwable {
		load(this.west, "strict", "a", "of west");
		this.east.getCache("strict").evict("a");
		assertThat(read(this.west, "strict", "a")).isNull();
		load(this.west, "strict", "a", "of west");
		assertThat(this.east.invalidate(Invalidation.ofKeys("strict", "a"))).isEqualTo(InvalidationOutcome.APPLIED);
		assertThat(read(this.west, "strict", "a")).isNull();
	}

	@Test
	void aStrictCacheSaysWhichRegionHasNotAppliedIt() throws Throwable {
		this.east.getCache("strict").evict("a");
		this.network.link("west", "east").blackHole();
		await().until(() -> this.inWest.replicator().sources().get("east").failure() != null);
		load(this.east, "strict", "a", "of east");
		assertThatExceptionOfType(RegionsBehindException.class)
			.isThrownBy(() -> this.east.invalidate(Invalidation.ofKeys("strict", "a")))
			.withMessage("Not applied within 500 ms in [west]; they will apply it later. "
					+ "See 'write-timeout' of the cache")
			.satisfies((ex) -> assertThat(ex.regions()).containsExactly("west"));
		assertThat(read(this.east, "strict", "a")).isNull();
		assertThatExceptionOfType(RegionsBehindException.class)
			.isThrownBy(() -> this.east.getCache("strict").evict("a"));
	}

	private @Nullable Object load(RegionCacheManager manager, String cache, String key, String value, String... tags)
			throws Throwable {
		CacheRequest request = new CacheRequest(key, String.class,
				(tags.length > 0) ? EntryTags.of(List.of(tags)) : EntryTags.NONE, null, null, (any) -> true);
		return manager.getCache(cache).get(request, () -> {
			this.loads.incrementAndGet();
			return value;
		});
	}

	private static @Nullable String read(RegionCacheManager manager, String cache, String key) {
		RegionCache.ValueWrapper found = manager.getCache(cache).get(key);
		return (found != null) ? (String) found.get() : null;
	}

}
