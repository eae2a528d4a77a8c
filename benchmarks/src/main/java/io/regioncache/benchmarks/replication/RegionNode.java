package io.regioncache.benchmarks.replication;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.resource.ClientResources;
import io.regioncache.replication.HomeRegion;
import io.regioncache.replication.redis.SourceReading;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.replication.redis.RedisReplica;
import io.regioncache.replication.redis.RegionCoordinator;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.SourceState;
import io.regioncache.replication.Topology;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.store.RegionFailover;
import io.regioncache.replication.redis.ArrivalPolicy;
import io.regioncache.replication.redis.RedisSourceLog;
import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.session.EpochBeginning;
import io.regioncache.store.session.RedisConnector;

/**
 * One process of one region, as far as replication is concerned.
 */
final class RegionNode implements AutoCloseable {

	static final String PREFIX = "app";

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

	/**
	 * Of each node, as of each application: a connection that was refused leaves a timer
	 * of Lettuce behind, which must end with the threads that it would use.
	 */
	private final ClientResources resources = ClientResources.create();

	private final List<RedisClient> clients = new ArrayList<>();

	private final ExecutorService connecting = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "connecting");
		thread.setDaemon(true);
		return thread;
	});

	private final RegionStore store;

	private final UnaryOperator<String> urls;

	private final EntryKey key;

	private final Replicator replicator;

	/**
	 * Create and start a node.
	 * @param guarded whether the writers of the region register
	 */
	RegionNode(String name, Topology topology, UnaryOperator<String> urls, boolean guarded) {
		this.urls = urls;
		RedisClient home = client(urls.apply(name));
		Map<String, Supplier<SingleRegionStore>> others = new LinkedHashMap<>();
		topology.regions()
			.stream()
			.filter((region) -> !region.equals(name))
			.forEach((region) -> others.put(region, () -> {
				RedisClient client = client(urls.apply(region));
				SingleRegionStore other = store(region, client);
				return guarded ? other.leaveBeginning() : other;
			}));
		SingleRegionStore own = store(name, home);
		this.store = new RegionStore(guarded ? own.guard() : own, new RegionFailover(others, true));
		this.key = this.store.keysOf("books", "1").apply("key");
		this.replicator = new Replicator(new HomeRegion(name, new RedisReplica(this.store, ArrivalPolicy.NONE),
				new RegionCoordinator(this.store)), topology, (source, routes) -> {
					RedisClient client = client(urls.apply(source));
					return new RedisSourceLog(() -> client, PREFIX,
							new SourceReading(name, Duration.ofSeconds(2), Duration.ofSeconds(1),
									guarded ? EpochBeginning.LEFT_TO_ITS_REGION : EpochBeginning.PLAIN),
							this.connecting, routes, this.store.failures());
				}, (source, records, sincePublished) -> {
				}, this.store.failures());
		this.store.start();
		this.replicator.start();
	}

	private static SingleRegionStore store(String region, RedisClient client) {
		return new SingleRegionStore(region, () -> client, PREFIX, "",
				new ConnectionSettings(Duration.ofSeconds(1), Duration.ofSeconds(5)));
	}

	private synchronized RedisClient client(String url) {
		RedisURI uri = RedisURI.create(url);
		uri.setTimeout(CONNECT_TIMEOUT);
		RedisClient client = RedisClient.create(this.resources, uri);
		client.setOptions(ClientOptions.builder()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.socketOptions(SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
			.build());
		this.clients.add(client);
		return client;
	}

	RegionStore store() {
		return this.store;
	}

	Replicator replicator() {
		return this.replicator;
	}

	/**
	 * Return what connects to a region, over a client of its own.
	 */
	RedisConnector connector(String region) {
		RedisClient client = client(this.urls.apply(region));
		return new RedisConnector(() -> client, this.store.own().keys().metadata());
	}

	CompletableFuture<InvalidationResult> invalidate(String tag) {
		return this.store.invalidate(List.of(Scope.tag(tag)), InvalidationMode.REMOVE);
	}

	/**
	 * Whether a read is answered by a region now.
	 */
	boolean reads() {
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		this.store.lookups().send(this.key, List.of(), lookup);
		return lookup.completeOnTimeout(Lookup.UNAVAILABLE, 1, TimeUnit.SECONDS).join().markers() != null;
	}

	boolean isLevel(int sources) {
		Map<String, SourceState> states = this.replicator.sources();
		return states.size() >= sources && states.values().stream().allMatch((state) -> state.records() == 0);
	}

	@Override
	public void close() {
		this.replicator.close();
		this.store.close();
		this.clients.forEach((client) -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
		this.resources.shutdown(0, 2, TimeUnit.SECONDS);
		this.connecting.shutdownNow();
	}

}
