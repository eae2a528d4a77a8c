package io.regioncache.replication.warming;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.lettuce.core.RedisClient;
import io.regioncache.cache.entry.CacheCopies;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.settings.ReplicationSettings;
import io.regioncache.cache.settings.ReplicationSettings.Conflict;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.cache.settings.ReplicationSettings.Write;
import io.regioncache.region.Clocks;
import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.Topology;
import io.regioncache.store.session.RedisConnector;
import org.jspecify.annotations.Nullable;

/**
 * Two regions that know each other: the east has entries, the west copies them.
 */
final class WarmUpRig implements AutoCloseable {

	static final Topology MESH = Topology.mesh(List.of("east", "west"));

	final ReplicaNode inEast;

	final ReplicaNode inWest;

	final RegionCacheManager east;

	final RegionCacheManager west;

	final AtomicLong copied = new AtomicLong();

	final AtomicLong refused = new AtomicLong();

	final AtomicBoolean finished = new AtomicBoolean();

	private final Map<String, RedisClient> clients;

	WarmUpRig(Map<String, String> urls) {
		this(urls, urls);
	}

	WarmUpRig(Map<String, String> urlsInEast, Map<String, String> urlsInWest) {
		this.clients = Map.of("east", RedisClient.create(urlsInWest.get("east")), "west",
				RedisClient.create(urlsInWest.get("west")));
		this.inEast = new ReplicaNode("east", MESH, urlsInEast::get).awaitLevel("west");
		this.inWest = new ReplicaNode("west", MESH, urlsInWest::get).awaitLevel("east");
		this.inEast.awaitLevel("west");
		this.east = manager("east", this.inEast);
		this.west = manager("west", this.inWest);
	}

	private static RegionCacheManager manager(String name, ReplicaNode node) {
		CacheSettings defaults = CacheSettings.DEFAULTS.mutate().type(String.class).ttl(Duration.ofMinutes(10)).build();
		return RegionCacheManager.builder(name, node.store())
			.cacheDefaults(defaults)
			.cache("short",
					defaults.mutate().ttl(name.equals("west") ? Duration.ofMinutes(1) : Duration.ofMinutes(10)).build())
			.cache("local",
					defaults.mutate()
						.replication(new ReplicationSettings(Replicate.NONE, Write.ASYNC, Duration.ofSeconds(5)))
						.build())
			.cache("carts",
					defaults.mutate()
						.replication(new ReplicationSettings(Replicate.VALUES, Write.ASYNC, Duration.ofSeconds(5),
								Conflict.LAST_WRITE_WINS))
						.build())
			.executor(Runnable::run)
			.build();
	}

	CopyPolicy policy() {
		return new CacheCopies(this.inWest.store().own().keys(), this.west::settings,
				(region, cache) -> this.east.settings(cache).replication().replicate(), true);
	}

	WarmUp warmUp(WarmUpSettings settings) {
		return new WarmUp(this.inWest.store(), this.inWest.replicator()::sources, this::connector, policy(), settings,
				listener());
	}

	WarmUp warmUp() {
		return warmUp(settings(100_000_000, 100_000));
	}

	WarmUpSettings settings(long bytesPerSecond, int mostRemembered) {
		return new WarmUpSettings(bytesPerSecond, Duration.ofSeconds(10), mostRemembered);
	}

	private WarmUpListener listener() {
		return new WarmUpListener() {

			@Override
			public void copied(String neighbor, int stored, int lost, long bytes) {
				WarmUpRig.this.copied.addAndGet(stored);
				WarmUpRig.this.refused.addAndGet(lost);
			}

			@Override
			public void finished(String neighbor, Duration took) {
				WarmUpRig.this.finished.set(true);
			}

		};
	}

	RedisConnector connector(String region) {
		return new RedisConnector(() -> this.clients.get(region), this.inWest.store().own().keys().metadata());
	}

	/**
	 * Copy all entries of the east once.
	 */
	void copyOnce() throws Exception {
		Waiting waiting = new Waiting(Duration.ofSeconds(10));
		Throttle throttle = new Throttle(1_000_000_000, Clocks.SYSTEM.monotonic());
		try (RegionConnection home = RegionConnection.open(connector("west"), waiting);
				RegionConnection other = RegionConnection.open(connector("east"), waiting)) {
			Neighbor neighbor = new Neighbor("east", MESH.regions(), other.session(), policy(),
					Clocks.SYSTEM.monotonic());
			WarmUpRun run = new WarmUpRun(neighbor, new EntryCopier(home.session(), Clocks.SYSTEM), throttle, waiting,
					new WarmUpProgress("east", listener()), new HomeRoom(home.session(), () -> true, waiting));
			EntryPages pages = EntryPages.of(neighbor, throttle, waiting);
			while (pages.hasNext()) {
				run.copy(pages.next());
			}
		}
	}

	static String load(RegionCacheManager manager, String cache, Object key, String value) {
		return load(manager, cache, key, () -> value);
	}

	static String load(RegionCacheManager manager, String cache, Object key, Supplier<String> origin) {
		try {
			return (String) cache(manager, cache).get(CacheRequest.of(key, String.class), origin::get);
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	static @Nullable String read(RegionCacheManager manager, String cache, Object key) {
		return cache(manager, cache).get(key, String.class);
	}

	private static RegionCache cache(RegionCacheManager manager, String name) {
		return manager.getCache(name);
	}

	@Override
	public void close() {
		this.inEast.close();
		this.inWest.close();
		this.clients.values().forEach(RedisClient::shutdown);
	}

}
