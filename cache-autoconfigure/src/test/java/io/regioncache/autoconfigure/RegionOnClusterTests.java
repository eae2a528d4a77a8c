package io.regioncache.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.autoconfigure.replication.RegionReplicationAutoConfiguration;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.testkit.RedisClusterSetup;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static io.regioncache.testkit.Patience.await;

/**
 * A region on a cluster and one on a single server hear of each other.
 */
class RegionOnClusterTests {

	private static final int KEYS = 10;

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own();

	private final RedisClusterSetup cluster = RedisClusterSetup.start(3, true);

	private final Map<String, ConfigurableApplicationContext> applications = new LinkedHashMap<>();

	private final Map<String, Integer> origin = new ConcurrentHashMap<>();

	@BeforeEach
	void start() {
		for (String home : List.of("east", "west")) {
			this.applications.put(home,
					new SpringApplicationBuilder(Shop.class).web(WebApplicationType.NONE)
						.run("--spring.application.name=shop", "--regions.home=" + home, "--regions.command-timeout=2s",
								"--regions.endpoints.east.cluster.nodes=" + String.join(",", this.cluster.addresses()),
								"--regions.endpoints.west.url=" + west.server().url(),
								"--regions.caches.numbers.replicate=values"));
		}
	}

	@AfterEach
	void stop() {
		this.applications.values().forEach(ConfigurableApplicationContext::close);
		this.cluster.close();
	}

	@Test
	void invalidationsAndValuesPassBothWays() {
		for (int key = 0; key < KEYS; key++) {
			String name = "k" + key;
			String here = (key % 2 == 0) ? "east" : "west";
			String there = (key % 2 == 0) ? "west" : "east";
			// A value that arrives before they have met is refused
			await(() -> {
				cache(here).put(name, 0);
				return arrives(there, name);
			});
			change(there, name);
			await(() -> read(here, name) == 1);
		}
	}

	@Test
	void invalidationsPassAgainWhenTheShardOfTheLogHasDied() {
		await(() -> {
			change("west", "k0");
			return read("east", "k0") == this.origin.get("k0");
		});
		this.cluster.kill(this.cluster.primaryOf("{shop}:m"));
		for (int key = 1; key < KEYS; key++) {
			String name = "k" + key;
			read("east", name);
			read("west", name);
			change((key % 2 == 0) ? "east" : "west", name);
			await(() -> read("east", name) == 1 && read("west", name) == 1);
		}
	}

	private boolean arrives(String region, String key) {
		for (int i = 0; i < 100 && cache(region).get(key) == null; i++) {
			LockSupport.parkNanos(10_000_000);
		}
		return cache(region).get(key) != null;
	}

	private RegionCache cache(String region) {
		return this.applications.get(region).getBean(RegionCacheManager.class).getCache("numbers");
	}

	private int read(String region, String key) {
		try {
			return (Integer) cache(region).get(CacheRequest.of(key, Integer.class),
					() -> this.origin.getOrDefault(key, 0));
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

	private void change(String region, String key) {
		this.origin.merge(key, 1, Integer::sum);
		this.applications.get(region).getBean(RegionCacheManager.class).invalidate(Invalidation.ofKeys("numbers", key));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
			RegionReplicationAutoConfiguration.class })
	static class Shop {

	}

}
