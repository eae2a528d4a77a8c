package io.regioncache.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.regioncache.embedded.EmbeddedRegions;
import io.regioncache.test.SimulatedNetwork;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The shop in three regions around a hub, on servers that are set up as in production
 * and over links that faults can be injected into.
 */
final class WatchedShop implements AutoCloseable {

	static final String HUB = "us-east-1";

	static final String SPOKE = "eu-west-1";

	static final String FAR = "ap-northeast-1";

	private static final List<String> NAMES = List.of(HUB, SPOKE, FAR);

	final EmbeddedRegions redis = EmbeddedRegions.start(NAMES);

	final SkewedClock clock = SkewedClock.before(this.redis.url(FAR));

	final SimulatedNetwork network;

	private final ShopNetwork unused = new ShopNetwork(this.redis, List.of(Duration.ZERO, Duration.ZERO, Duration.ZERO));

	private final Map<String, ConfigurableApplicationContext> applications = new LinkedHashMap<>();

	WatchedShop() {
		Map<String, String> urls = new LinkedHashMap<>(this.redis.urls());
		urls.put(FAR, this.clock.url());
		this.network = SimulatedNetwork.of(urls);
		this.network.distance(Duration.ofMillis(40));
		this.network.link(HUB, HUB);
		NAMES.forEach(this::setUp);
		NAMES.forEach((region) -> this.applications.put(region, run(region, 0)));
	}

	/**
	 * Set a server up as documented, as it has to be again after a restart.
	 */
	void setUp(String region) {
		configure(region, "maxmemory", "256mb");
		configure(region, "maxmemory-policy", "allkeys-lru");
	}

	void configure(String region, String setting, String value) {
		try (RedisClient client = RedisClient.create(this.redis.url(region));
				StatefulRedisConnection<String, String> connection = client.connect()) {
			connection.sync().configSet(setting, value);
		}
	}

	void restart(String region) {
		this.redis.restart(region);
		setUp(region);
	}

	/**
	 * Run one more application.
	 */
	ConfigurableApplicationContext run(String region, int port, String... more) {
		List<String> arguments = new ArrayList<>(List.of("--regions.home=" + region, "--server.port=" + port,
				"--regions.replication.topology=hub", "--regions.replication.hub=" + HUB,
				"--regions.health.latency=250ms", "--shop.delays.query=1ms"));
		this.network.from(region)
			.urls()
			.forEach((name, url) -> arguments.add("--regions.endpoints.%s.url=%s".formatted(name, url)));
		arguments.addAll(List.of(more));
		return new SpringApplicationBuilder(ShopApplication.class).initializers((context) -> {
			ConfigurableListableBeanFactory beans = context.getBeanFactory();
			beans.registerSingleton("embeddedRegions", this.redis);
			beans.registerSingleton("shopNetwork", this.unused);
		}).run(arguments.toArray(String[]::new));
	}

	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	int port(String region) {
		return this.applications.get(region).getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	List<Integer> ports() {
		return NAMES.stream().map(this::port).toList();
	}

	@Override
	public void close() throws IOException {
		this.applications.values().forEach(ConfigurableApplicationContext::close);
		this.network.close();
		this.unused.close();
		this.clock.close();
		this.redis.close();
	}

}
