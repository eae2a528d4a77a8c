package io.regioncache.replication;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.resource.ClientResources;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.replication.redis.SourceReading;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.replication.redis.ArrivalPolicy;
import io.regioncache.replication.redis.RedisReplica;
import io.regioncache.replication.redis.RegionCoordinator;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.RegionFailover;
import io.regioncache.replication.redis.RedisSourceLog;
import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.session.EpochBeginning;
import io.regioncache.store.write.Stored;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One process of one region, with its store and its replicator.
 */
public final class ReplicaNode implements AutoCloseable {

	private static final ClientResources RESOURCES = ClientResources.create();

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private final String name;

	private final List<RedisClient> clients = new ArrayList<>();

	private final ExecutorService connecting = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "replica-node-connecting");
		thread.setDaemon(true);
		return thread;
	});

	private final AtomicLong applied = new AtomicLong();

	private final RegionStore store;

	private final Function<String, EntryKey> keys;

	private final Replicator replicator;

	/**
	 * Create and start a node.
	 * @param name the name of its region
	 * @param topology which region reads from which
	 * @param urls where it finds the Redis of each region
	 */
	public ReplicaNode(String name, Topology topology, UnaryOperator<String> urls) {
		this(name, topology, urls, true);
	}

	/**
	 * Create and start a node.
	 * @param name the name of its region
	 * @param topology which region reads from which
	 * @param urls where it finds the Redis of each region
	 * @param answering whether other regions answer reads while its own cannot be asked
	 */
	public ReplicaNode(String name, Topology topology, UnaryOperator<String> urls, boolean answering) {
		this(name, topology, urls, answering, ConnectionSettings.ADDRESS_CHECK_INTERVAL);
	}

	/**
	 * Create and start a node.
	 * @param name the name of its region
	 * @param topology which region reads from which
	 * @param urls where it finds the Redis of each region
	 * @param answering whether other regions answer reads while its own cannot be asked
	 * @param addressCheck how often the address of its own Redis is looked up
	 */
	public ReplicaNode(String name, Topology topology, UnaryOperator<String> urls, boolean answering,
			Duration addressCheck) {
		this(name, topology, urls, answering, addressCheck, false);
	}

	/**
	 * Create and start a node whose region has its writers register.
	 * @param name the name of its region
	 * @param topology which region reads from which
	 * @param urls where it finds the Redis of each region
	 * @param answering whether other regions answer reads while its own cannot be asked
	 * @return the node
	 */
	public static ReplicaNode guarded(String name, Topology topology, UnaryOperator<String> urls, boolean answering) {
		return new ReplicaNode(name, topology, urls, answering, ConnectionSettings.ADDRESS_CHECK_INTERVAL, true);
	}

	private ReplicaNode(String name, Topology topology, UnaryOperator<String> urls, boolean answering,
			Duration addressCheck, boolean guarded) {
		this.name = name;
		RedisClient home = client(urls.apply(name));
		Map<String, Supplier<SingleRegionStore>> others = new LinkedHashMap<>();
		topology.regions()
			.stream()
			.filter((region) -> !region.equals(name))
			.forEach((region) -> others.put(region, () -> {
				RedisClient client = client(urls.apply(region));
				SingleRegionStore other = new SingleRegionStore(region, () -> client, "app", "",
						new ConnectionSettings(TIMEOUT, Duration.ofSeconds(5)));
				return guarded ? other.leaveBeginning() : other;
			}));
		SingleRegionStore own = new SingleRegionStore(name, () -> home, "app", "",
				new ConnectionSettings(TIMEOUT, Duration.ofSeconds(5)).checkingAddressEvery(addressCheck));
		this.store = new RegionStore(guarded ? own.guard() : own, new RegionFailover(others, answering));
		this.keys = this.store.keysOf("books", "1");
		this.replicator = new Replicator(new HomeRegion(name,
				new RedisReplica(this.store, ArrivalPolicy.withWebSessions((cache) -> Duration.ofMinutes(10))),
				new RegionCoordinator(this.store)), topology, (source, routes) -> {
					RedisClient client = client(urls.apply(source));
					return new RedisSourceLog(() -> client, "app",
							new SourceReading(name, Duration.ofSeconds(2), Duration.ofSeconds(1),
									guarded ? EpochBeginning.LEFT_TO_ITS_REGION : EpochBeginning.PLAIN),
							this.connecting, routes, this.store.failures());
				}, (source, records, sincePublished) -> this.applied.addAndGet(records), this.store.failures());
		this.store.start();
		this.replicator.start();
	}

	private synchronized RedisClient client(String url) {
		RedisClient client = RedisClient.create(RESOURCES, RedisURI.create(url));
		client.setOptions(ClientOptions.builder()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.socketOptions(SocketOptions.builder().connectTimeout(Duration.ofSeconds(1)).build())
			.build());
		this.clients.add(client);
		return client;
	}

	public String name() {
		return this.name;
	}

	public RegionStore store() {
		return this.store;
	}

	public Replicator replicator() {
		return this.replicator;
	}

	/**
	 * Invalidate a tag here.
	 * @param tag the tag
	 * @return what became of it
	 */
	public CompletableFuture<InvalidationResult> invalidate(String tag) {
		return this.store.invalidate(List.of(Scope.tag(tag)), InvalidationMode.REMOVE);
	}

	/**
	 * Look for an entry.
	 * @param key its key
	 * @return what was found
	 */
	public Lookup lookup(String key) {
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		this.store.lookups().send(this.keys.apply(key), List.of(Scope.tag(key)), lookup);
		return lookup.orTimeout(10, TimeUnit.SECONDS).join();
	}

	/**
	 * Look for an entry that carries its key as a tag, and return what may be served.
	 * @param key its key
	 * @return the value, or {@code null}
	 */
	public @Nullable String read(String key) {
		Lookup lookup = lookup(key);
		Envelope entry = lookup.entry();
		Markers markers = lookup.markers();
		return (entry != null && markers != null && markers.judge(entry.lease(), entry.tags()) == Freshness.FRESH)
				? new String(entry.payload(), StandardCharsets.UTF_8) : null;
	}

	/**
	 * Store an entry that carries its key as a tag.
	 * @param key its key
	 * @param value its value
	 * @param lookup what was looked at before the value was loaded
	 * @return what became of it
	 */
	public Stored store(String key, String value, Lookup lookup) {
		Envelope entry = new Envelope(Objects.requireNonNull(lookup.markers()).lease(), 0, new EntrySource(0, 0),
				new EntryPayload(0, (byte) 0, value.getBytes(StandardCharsets.UTF_8)), List.of(Scope.tag(key)));
		return this.store.writes().store(this.keys.apply(key), entry, Duration.ofMinutes(10)).join();
	}

	/**
	 * Store an entry that carries its key as a tag, and again until it is read: while a
	 * region meets others, everything may be marked once more.
	 * @param key its key
	 * @param value its value
	 */
	public void cache(String key, String value) {
		Awaitility.await().until(() -> {
			Lookup lookup = lookup(key);
			return lookup.markers() != null && store(key, value, lookup) == Stored.STORED && value.equals(read(key));
		});
	}

	/**
	 * Wait until this region is level with each of the sources.
	 * @param sources the names of the sources
	 * @return this node
	 */
	public ReplicaNode awaitLevel(String... sources) {
		Awaitility.await().until(() -> {
			for (String source : sources) {
				SourceState state = this.replicator.sources().get(source);
				if (state == null || state.records() != 0) {
					return false;
				}
			}
			return true;
		});
		return this;
	}

	@Override
	public void close() {
		this.replicator.close();
		this.store.close();
		this.clients.forEach((client) -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
		this.connecting.shutdownNow();
	}

}
