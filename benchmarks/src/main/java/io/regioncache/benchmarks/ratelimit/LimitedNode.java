package io.regioncache.benchmarks.ratelimit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.regioncache.ratelimit.RateLimitPolicy;
import io.regioncache.ratelimit.RateLimiter;
import io.regioncache.ratelimit.RateLimiters;
import io.regioncache.store.RegionFailover;
import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.connection.ConnectionSettings;

/**
 * One process of one region with one limit, as the starter configures it.
 */
final class LimitedNode implements AutoCloseable {

	private static final ClientResources RESOURCES = ClientResources.create();

	private final RegionStore store;

	private final RateLimiters limiters;

	private final RateLimiter limiter;

	LimitedNode(String home, Map<String, String> urls, Duration timeout, RateLimitPolicy policy)
			throws InterruptedException {
		Map<String, Supplier<SingleRegionStore>> others = new LinkedHashMap<>();
		urls.forEach((region, url) -> {
			if (!region.equals(home)) {
				others.put(region, () -> store(region, url, Duration.ofMillis(500)));
			}
		});
		this.store = new RegionStore(store(home, urls.get(home), timeout), new RegionFailover(others, false));
		this.store.start();
		this.limiters = new RateLimiters(List.of(policy), this.store);
		this.limiter = this.limiters.get(policy.name());
		while (!this.store.isAvailable() || this.limiters.admitShareOnly()) {
			Thread.sleep(20);
		}
	}

	private static SingleRegionStore store(String region, String url, Duration timeout) {
		RedisClient client = RedisClient.create(RESOURCES, RedisURI.create(url));
		client.setOptions(ClientOptions.builder()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.build());
		return new SingleRegionStore(region, () -> client, "bench", "",
				new ConnectionSettings(timeout, Duration.ofSeconds(5)));
	}

	RateLimiter limiter() {
		return this.limiter;
	}

	boolean admitsShareOnly() {
		return this.limiters.admitShareOnly();
	}

	@Override
	public void close() {
		this.limiters.close();
		this.store.close();
	}

}
