package io.regioncache.ratelimit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import io.regioncache.store.RegionFailover;
import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.testkit.RedisSentinelSetup;
import org.awaitility.Awaitility;

/**
 * One process of one region, as far as its rate limits are concerned.
 */
public final class LimitNode implements AutoCloseable {

	private static final ClientResources RESOURCES = ClientResources.create();

	private final List<AbstractRedisClient> clients = new ArrayList<>();

	private final RegionStore store;

	private final RateLimiters limiters;

	private LimitNode(String prefix, String region, Supplier<? extends AbstractRedisClient> home,
			Map<String, String> others, Duration timeout, RateLimitPolicy... policies) {
		Map<String, Supplier<SingleRegionStore>> stores = new LinkedHashMap<>();
		others.forEach((name, url) -> {
			RedisClient client = client(RedisURI.create(url));
			stores.put(name, () -> new SingleRegionStore(name, () -> client, prefix, "",
					new ConnectionSettings(timeout, Duration.ofSeconds(5))));
		});
		AbstractRedisClient client = home.get();
		this.clients.add(client);
		this.store = new RegionStore(new SingleRegionStore(region, () -> client, prefix, "",
				new ConnectionSettings(timeout, Duration.ofSeconds(10))), new RegionFailover(stores, false));
		this.store.start();
		this.limiters = new RateLimiters(Arrays.asList(policies), this.store);
	}

	/**
	 * Creates a node that waits for Redis as long as a busy machine may take.
	 */
	public static LimitNode at(String url, RateLimitPolicy... policies) {
		return at(url, Duration.ofSeconds(10), policies);
	}

	static LimitNode at(String url, Duration timeout, RateLimitPolicy... policies) {
		return new LimitNode("app", "here", () -> newClient(RedisURI.create(url)), Map.of(), timeout, policies);
	}

	public static LimitNode among(String region, Map<String, String> urls, Duration timeout,
			RateLimitPolicy... policies) {
		Map<String, String> others = new LinkedHashMap<>(urls);
		others.remove(region);
		return new LimitNode("app", region, () -> newClient(RedisURI.create(urls.get(region))), others, timeout,
				policies);
	}

	static LimitNode of(RedisSentinelSetup setup, RateLimitPolicy... policies) {
		RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(setup.name());
		setup.sentinels().forEach((sentinel) -> uri.withSentinel(sentinel.host(), sentinel.port()));
		return new LimitNode("app", "here", () -> newClient(uri.build()), Map.of(), Duration.ofSeconds(10), policies);
	}

	public static LimitNode of(List<RedisURI> cluster, String prefix, RateLimitPolicy... policies) {
		return new LimitNode(prefix, "here", () -> RedisClusterClient.create(cluster), Map.of(), Duration.ofSeconds(10),
				policies);
	}

	private RedisClient client(RedisURI uri) {
		RedisClient client = newClient(uri);
		this.clients.add(client);
		return client;
	}

	private static RedisClient newClient(RedisURI uri) {
		RedisClient client = RedisClient.create(RESOURCES, uri);
		client.setOptions(ClientOptions.builder()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.socketOptions(SocketOptions.builder().connectTimeout(Duration.ofSeconds(1)).build())
			.build());
		return client;
	}

	RegionStore store() {
		return this.store;
	}

	public LimitNode awaitAvailable() {
		Awaitility.await().until(this.store::isAvailable);
		return this;
	}

	public RateLimitDecision acquire(String limit, String key) {
		return this.limiters.get(limit).tryAcquire(key).join();
	}

	public RateLimiters limiters() {
		return this.limiters;
	}

	@Override
	public void close() {
		this.limiters.close();
		this.store.close();
		this.clients.forEach(AbstractRedisClient::shutdown);
	}

}
