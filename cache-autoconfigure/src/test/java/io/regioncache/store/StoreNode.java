package io.regioncache.store;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.store.write.Stored;
import io.regioncache.testkit.Patience;
import io.regioncache.testkit.RaceNode;
import io.regioncache.testkit.RedisClusterSetup;
import io.regioncache.testkit.RedisSentinelSetup;
import org.awaitility.Awaitility;

/**
 * The plainest cache that can be made of a {@link RegionStore}: look, take what is fresh,
 * else load and store. Keys with an odd number are invalidated by their tag, the others
 * as a key.
 */
final class StoreNode implements RaceNode, AutoCloseable {

	static final Duration TIMEOUT = Duration.ofMillis(500);

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

	private static final Duration TTL = Duration.ofMinutes(10);

	private final AbstractRedisClient client;

	private final RegionStore store;

	private final Duration timeout;

	private final Function<String, EntryKey> keys;

	private final int padding;

	private final AtomicLong hits = new AtomicLong();

	private final AtomicLong dead = new AtomicLong();

	private final AtomicLong bypasses = new AtomicLong();

	private final AtomicLong refusals = new AtomicLong();

	StoreNode(AbstractRedisClient client, int padding) {
		this(client, padding, TIMEOUT);
	}

	private StoreNode(AbstractRedisClient client, int padding, Duration timeout) {
		SocketOptions socketOptions = SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build();
		if (client instanceof RedisClusterClient cluster) {
			cluster.setOptions(ClusterClientOptions.builder().socketOptions(socketOptions).build());
		}
		else {
			((RedisClient) client).setOptions(ClientOptions.builder().socketOptions(socketOptions).build());
		}
		this.client = client;
		this.padding = padding;
		this.timeout = timeout;
		this.store = new RegionStore("here", () -> client, "race", "",
				new ConnectionSettings(timeout, Duration.ofSeconds(10)));
		this.keys = this.store.keysOf("numbers", "v1");
		this.store.start();
	}

	static StoreNode of(String url) {
		return of(url, 0);
	}

	/**
	 * Creates a node on one server.
	 * @param url its address
	 * @param padding how many bytes to add to each value
	 * @return the node
	 */
	static StoreNode of(String url, int padding) {
		RedisURI uri = RedisURI.create(url);
		uri.setTimeout(CONNECT_TIMEOUT);
		return new StoreNode(RedisClient.create(uri), padding);
	}

	/**
	 * Creates a node that waits for its server as long as a busy machine may take.
	 * @param url its address
	 * @param padding how many bytes to add to each value
	 * @return the node
	 */
	static StoreNode patient(String url, int padding) {
		return new StoreNode(RedisClient.create(url), padding, Patience.LIMIT);
	}

	static StoreNode of(RedisSentinelSetup setup) {
		RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(setup.name()).withTimeout(CONNECT_TIMEOUT);
		setup.sentinels().forEach((sentinel) -> uri.withSentinel(sentinel.host(), sentinel.port()));
		return new StoreNode(RedisClient.create(uri.build()), 0);
	}

	static StoreNode of(RedisClusterSetup setup) {
		List<RedisURI> uris = setup.nodes().stream().map((node) -> RedisURI.create(node.url())).toList();
		return new StoreNode(RedisClusterClient.create(uris), 0);
	}

	RegionStore store() {
		return this.store;
	}

	EntryKey key(int key) {
		return this.keys.apply("k" + key);
	}

	Scope tag(int key) {
		return Scope.tag("t" + key);
	}

	@Override
	public long read(int key, LongSupplier origin) {
		List<Scope> tags = List.of(tag(key));
		CompletableFuture<Lookup> answer = new CompletableFuture<>();
		this.store.lookups().send(key(key), tags, answer);
		Lookup lookup = await(answer);
		Markers markers = lookup.markers();
		if (markers == null) {
			this.bypasses.incrementAndGet();
			return origin.getAsLong();
		}
		Envelope entry = lookup.entry();
		if (entry != null) {
			if (markers.judge(entry.lease(), entry.tags()) == Freshness.FRESH) {
				this.hits.incrementAndGet();
				return ByteBuffer.wrap(entry.payload()).getLong();
			}
			this.dead.incrementAndGet();
		}
		long version = origin.getAsLong();
		byte[] payload = ByteBuffer.allocate(Long.BYTES + this.padding).putLong(version).array();
		Envelope loaded = new Envelope(markers.lease(), 0, new EntrySource(1, 0),
				new EntryPayload(0, (byte) 0, payload), tags);
		if (this.store.writes().store(key(key), loaded, TTL).join() == Stored.REFUSED) {
			this.refusals.incrementAndGet();
		}
		return version;
	}

	private Lookup await(CompletableFuture<Lookup> answer) {
		try {
			return answer.get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			this.store.lookups().expire(answer);
			return Lookup.UNAVAILABLE;
		}
		catch (Exception ex) {
			throw new IllegalStateException("The store never answers exceptionally", ex);
		}
	}

	@Override
	public boolean invalidate(int key) {
		Scope scope = (key % 2 == 0) ? key(key).scope() : tag(key);
		return this.store.invalidate(new ArrayList<>(List.of(scope)), InvalidationMode.REMOVE)
			.join() == InvalidationResult.APPLIED;
	}

	/**
	 * Returns what a caller is given whose origin has nothing new.
	 * @param key which key
	 * @param version what the origin would say
	 * @return the cached version, or the given one
	 */
	long read(int key, long version) {
		return read(key, () -> version);
	}

	/**
	 * Reads a version until it is served from the cache: a slow answer is a bypass.
	 */
	void cache(int key, long version) {
		Awaitility.await().until(() -> {
			long before = hits();
			return read(key, version) == version && hits() > before;
		});
	}

	void awaitHits(long count) {
		long goal = hits() + count;
		Awaitility.await().until(() -> hits() >= goal);
	}

	StoreNode awaitAvailable() {
		Awaitility.await().until(this.store::isAvailable);
		return this;
	}

	long hits() {
		return this.hits.get();
	}

	/**
	 * Returns how many entries were found that the rule forbids to serve.
	 * @return entries that would have been served without it
	 */
	long dead() {
		return this.dead.get();
	}

	long bypasses() {
		return this.bypasses.get();
	}

	long refusals() {
		return this.refusals.get();
	}

	@Override
	public void close() {
		this.store.close();
		this.client.shutdown();
	}

	@Override
	public String toString() {
		return "%d hits, %d dead, %d bypasses, %d refusals".formatted(hits(), this.dead.get(), bypasses(), refusals());
	}

}
