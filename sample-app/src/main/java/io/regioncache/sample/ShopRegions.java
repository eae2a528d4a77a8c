package io.regioncache.sample;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.embedded.EmbeddedRegions;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.SourceState;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The shop in three regions: three Redis servers, and an application for each, which in
 * real life would run on machines far from each other.
 */
final class ShopRegions implements AutoCloseable {

	private static final List<String> NAMES = List.of("us-east-1", "eu-west-1", "ap-northeast-1");

	/**
	 * One way from the first to the second, to the third, and from the second to the
	 * third.
	 */
	private static final List<Duration> DISTANCES = List.of(Duration.ofMillis(40), Duration.ofMillis(80),
			Duration.ofMillis(120));

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final EmbeddedRegions redis = EmbeddedRegions.start(NAMES);

	private final ShopNetwork network = new ShopNetwork(this.redis, DISTANCES);

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
			shop.awaitLevel();
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
		this.applications.put(region, new SpringApplicationBuilder(ShopApplication.class).initializers((context) -> {
			ConfigurableListableBeanFactory beans = context.getBeanFactory();
			beans.registerSingleton("embeddedRegions", this.redis);
			beans.registerSingleton("shopNetwork", this.network);
			beans.registerSingleton("simulatedNetwork", this.network.from(region));
		}).run(arguments.toArray(String[]::new)));
	}

	/**
	 * Wait until each region is up to date with all others. When they meet for the first
	 * time they mark everything: the tour begins after it.
	 */
	void awaitLevel() {
		long start = System.nanoTime();
		while (!this.applications.values().stream().allMatch(ShopRegions::isLevel)) {
			if (System.nanoTime() - start > PATIENCE.toNanos()) {
				throw new IllegalStateException(
						"The regions were not level with each other within %d s: %s. If this machine is busy, try again"
							.formatted(PATIENCE.toSeconds(), states()));
			}
			LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
		}
	}

	private Map<String, Map<String, SourceState>> states() {
		Map<String, Map<String, SourceState>> states = new LinkedHashMap<>();
		this.applications
			.forEach((region, application) -> states.put(region, application.getBean(Replicator.class).sources()));
		return states;
	}

	private static boolean isLevel(ConfigurableApplicationContext application) {
		Collection<SourceState> sources = application.getBean(Replicator.class).sources().values();
		return sources.size() == NAMES.size() - 1
				&& sources.stream().allMatch((source) -> source.failure() == null && source.records() == 0);
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
	 * Return where a region's application can be reached from.
	 * @param region the region
	 * @return the address that it listens at
	 */
	InetAddress address(String region) {
		return this.applications.get(region).getEnvironment().getRequiredProperty("server.address", InetAddress.class);
	}

	/**
	 * Make every entry of every region a miss; other regions follow.
	 */
	void clear() {
		this.applications.get(NAMES.get(0)).getBean(RegionCacheManager.class).invalidate(Invalidation.ofEverything());
	}

	String whatToTry() {
		StringBuilder text = new StringBuilder(
				"\nThe shop is open in three regions, each with a Redis of its own:\n\n");
		this.applications.keySet()
			.forEach((region) -> text
				.append("  %-15s http://localhost:%d   %s%n".formatted(region, port(region), this.redis.url(region))));
		return text
			.append("""

					It is 40 ms from the first to the second, 80 ms to the third, and 120 ms between those two.
					Try in another terminal, and look at the header X-Served-By:

					  curl -i localhost:%1$d/products/1                       # twice: a miss, then a hit
					  curl -i -X PUT -d to=25 localhost:%1$d/products/1/price # the next read is a miss, in every region:
					  curl -i localhost:%3$d/products/1
					  curl -i -X POST localhost:%1$d/network/%4$s/cut    # now change the price again, and look there
					  curl -i -X POST localhost:%1$d/network/%4$s/heal
					  curl -i localhost:%1$d/categories/1/report              # slow the first time
					  curl -i -X POST localhost:%1$d/redis/%2$s/kill     # the shop goes on without its Redis
					  curl -i -X POST localhost:%1$d/redis/%2$s/restart
					  curl localhost:%3$d/actuator/prometheus                 # look for region_cache and region_replication

					In a browser: http://localhost:%1$d leads on, and to the reviews: write one, and read it in another region.

					docs/tour.md has the whole tour. Ctrl-C closes the shop.
					"""
				.formatted(port(NAMES.get(0)), NAMES.get(0), port(NAMES.get(1)), NAMES.get(1)))
			.toString();
	}

	@Override
	public void close() {
		this.applications.values().forEach(ConfigurableApplicationContext::close);
		this.network.close();
		this.redis.close();
	}

}
