package io.regioncache.sample;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.regioncache.embedded.EmbeddedRegions;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.CacheManager;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The shop in three regions: three Redis servers, and an application for each, which in
 * real life would run on machines far from each other.
 */
final class ShopRegions implements AutoCloseable {

	private static final List<String> NAMES = List.of("us-east-1", "eu-west-1", "ap-northeast-1");

	private final EmbeddedRegions redis = EmbeddedRegions.start(NAMES);

	private final Map<String, ConfigurableApplicationContext> applications = new LinkedHashMap<>();

	private ShopRegions() {
	}

	/**
	 * Start everything.
	 * @param ports the HTTP port of each region, 0 for any
	 * @param args further arguments for each application
	 * @return the running shop
	 */
	static ShopRegions start(int[] ports, String... args) {
		ShopRegions shop = new ShopRegions();
		try {
			for (int i = 0; i < NAMES.size(); i++) {
				shop.run(NAMES.get(i), ports[i], args);
			}
			return shop;
		}
		catch (RuntimeException ex) {
			shop.close();
			throw ex;
		}
	}

	private void run(String region, int port, String... args) {
		List<String> arguments = new ArrayList<>(List.of(args));
		arguments.add("--regions.home=" + region);
		arguments.add("--server.port=" + port);
		this.applications.put(region,
				new SpringApplicationBuilder(ShopApplication.class)
					.initializers(
							(context) -> context.getBeanFactory().registerSingleton("embeddedRegions", this.redis))
					.run(arguments.toArray(String[]::new)));
	}

	/**
	 * Return where a region's application listens.
	 * @param region the region
	 * @return the port
	 */
	int port(String region) {
		return this.applications.get(region).getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	/**
	 * Empty the caches of all regions.
	 */
	void clear() {
		for (ConfigurableApplicationContext application : this.applications.values()) {
			CacheManager caches = application.getBean(CacheManager.class);
			caches.getCacheNames().forEach((name) -> Objects.requireNonNull(caches.getCache(name)).clear());
		}
	}

	String whatToTry() {
		StringBuilder text = new StringBuilder(
				"\nThe shop is open in three regions, each with a Redis of its own:\n\n");
		this.applications.keySet()
			.forEach((region) -> text
				.append("  %-15s http://localhost:%d   %s%n".formatted(region, port(region), this.redis.url(region))));
		return text.append("""

				Try in another terminal, and look at the header X-Served-By:

				  curl -i localhost:%1$d/products/1                       # twice: a miss, then a hit
				  curl -i -X PUT -d to=25 localhost:%1$d/products/1/price # the next read is a miss
				  curl -i localhost:%1$d/categories/1/report              # slow the first time
				  curl -i -X POST localhost:%1$d/redis/%2$s/kill     # the shop goes on without its Redis
				  curl -i -X POST localhost:%1$d/redis/%2$s/restart
				  curl localhost:%1$d/actuator/prometheus                 # look for region_cache

				README.md has the whole tour. Ctrl-C closes the shop.
				""".formatted(port(NAMES.get(0)), NAMES.get(0))).toString();
	}

	@Override
	public void close() {
		this.applications.values().forEach(ConfigurableApplicationContext::close);
		this.redis.close();
	}

}
