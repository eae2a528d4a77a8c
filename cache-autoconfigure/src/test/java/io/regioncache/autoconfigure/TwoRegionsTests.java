package io.regioncache.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.annotation.RegionCached;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.SourceState;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.Scope;
import io.regioncache.testkit.Ports;
import io.regioncache.testkit.RedisExtension;
import io.regioncache.testkit.RedisServer;
import io.regioncache.testkit.TlsMaterial;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static io.regioncache.testkit.Patience.await;

/**
 * Two whole applications in two regions, on a server each: what one invalidates through
 * the annotations, the other loads again.
 */
class TwoRegionsTests {

	@RegisterExtension
	static final RedisExtension eastRedis = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension westRedis = RedisExtension.own();

	private final Map<Long, Integer> database = new ConcurrentHashMap<>(Map.of(1L, 10, 2L, 20));

	private ConfigurableApplicationContext east;

	private ConfigurableApplicationContext west;

	@AfterEach
	void stop() {
		this.east.close();
		this.west.close();
	}

	@Test
	void aTagInvalidatedInEitherRegionIsAMissInTheOther() {
		start();
		assertThat(inEast().price(1)).isEqualTo(10);
		assertThat(inWest().price(1)).isEqualTo(10);
		inEast().change(1, 11);
		await(() -> inWest().price(1) == 11);
		inWest().change(1, 12);
		await(() -> inEast().price(1) == 12);
		assertThat(inEast().loads()).as("loads in the east").isEqualTo(2);
		assertThat(inWest().loads()).as("loads in the west").isEqualTo(2);
	}

	@Test
	void aKeyAndAWholeCacheAreMissesToo() {
		start();
		assertThat(inWest().price(1) + inWest().price(2)).isEqualTo(30);
		this.database.putAll(Map.of(1L, 11, 2L, 21));
		inEast().forget(1);
		await(() -> inWest().price(1) == 11);
		assertThat(inWest().price(2)).as("another key").isEqualTo(20);
		inEast().forgetAll();
		await(() -> inWest().price(2) == 21);
	}

	@Test
	void whatIsMeantForHomeStaysAtHome() {
		start();
		assertThat(inEast().price(1)).isEqualTo(10);
		assertThat(inWest().price(1) + inWest().price(2)).isEqualTo(30);
		this.database.putAll(Map.of(1L, 11));
		inEast().forgetAtHome(1);
		assertThat(inEast().price(1)).isEqualTo(11);
		inEast().change(2, 21);
		await(() -> inWest().price(2) == 21);
		assertThat(inWest().price(1)).as("the later record is here").isEqualTo(10);
	}

	@Test
	void whatMayBeServedStaleMayBeSoElsewhere() {
		start();
		assertThat(inWest().price(1) + inWest().price(2)).isEqualTo(30);
		this.database.putAll(Map.of(1L, 11));
		inEast().age(1);
		inEast().change(2, 21);
		await(() -> inWest().price(2) == 21);
		assertThat(inWest().price(1)).as("served while it is refreshed").isEqualTo(10);
		await(() -> inWest().price(1) == 11);
	}

	@Test
	void aHoldThatLapsesIsAnInvalidationInBoth() {
		start();
		assertThat(inEast().price(1) + inWest().price(1)).isEqualTo(20);
		this.database.putAll(Map.of(1L, 11));
		this.east.getBean(RegionStore.class)
			.holds()
			.hold("a1", List.of(Scope.tag("product:1")), Duration.ofMillis(1))
			.join();
		await(() -> inWest().price(1) == 11);
		assertThat(inEast().price(1)).isEqualTo(11);
	}

	@Test
	void metersTellOfIt() {
		start();
		inEast().change(1, 11);
		MeterRegistry registry = this.west.getBean(MeterRegistry.class);
		await(() -> registry.find("region.replication.records").tag("source", "east").counter() != null);
		// An invalidation that is not answered in time is sent again: a second record
		await(() -> registry.get("region.replication.records")
			.counter()
			.count() == registry.get("region.replication.delay").timer().count());
		assertThat(registry.get("region.replication.records").counter().count()).isBetween(1.0, 2.0);
		await(() -> registry.get("region.replication.lag").tag("source", "east").gauge().value() == 0);
	}

	@Test
	void regionsReplicateOverTls(@TempDir Path directory) throws Exception {
		TlsMaterial tls = TlsMaterial.create(directory);
		int[] ports = { Ports.next(), Ports.next() };
		try (RedisServer first = tlsServer(tls, ports[0]); RedisServer second = tlsServer(tls, ports[1])) {
			String bundle = "--spring.ssl.bundle.pem.redis.truststore.certificate=file:" + tls.certificate();
			String eastUrl = "rediss://127.0.0.1:" + ports[0];
			String westUrl = "rediss://127.0.0.1:" + ports[1];
			this.east = run("east", eastUrl, westUrl, bundle, "--regions.endpoints.east.ssl.bundle=redis",
					"--regions.endpoints.west.ssl.bundle=redis");
			this.west = run("west", eastUrl, westUrl, bundle, "--regions.endpoints.east.ssl.bundle=redis",
					"--regions.endpoints.west.ssl.bundle=redis");
			awaitLevel();
			assertThat(inWest().price(1)).isEqualTo(10);
			inEast().change(1, 11);
			await(() -> inWest().price(1) == 11);
		}
	}

	private static RedisServer tlsServer(TlsMaterial tls, int port) {
		return RedisServer.start("tls-port " + port, "tls-auth-clients no", "tls-cert-file " + tls.certificate(),
				"tls-key-file " + tls.key(), "tls-ca-cert-file " + tls.certificate());
	}

	private void start() {
		this.east = run("east", eastRedis.server().url(), westRedis.server().url());
		this.west = run("west", eastRedis.server().url(), westRedis.server().url());
		awaitLevel();
	}

	private ConfigurableApplicationContext run(String home, String east, String west, String... more) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(ShopApplication.class)
			.web(WebApplicationType.NONE)
			.initializers((context) -> context.getBeanFactory().registerSingleton("database", this.database));
		String[] common = { "--spring.application.name=shop", "--regions.home=" + home,
				"--regions.endpoints.east.url=" + east, "--regions.endpoints.west.url=" + west,
				"--regions.caches.prices.stale-while-revalidate=1m", "--regions.command-timeout=10s" };
		return application.run(Stream.of(common, more).flatMap(Stream::of).toArray(String[]::new));
	}

	/**
	 * What is invalidated before two regions have met makes everything a miss.
	 */
	private void awaitLevel() {
		await(() -> isLevel(this.east, "west") && isLevel(this.west, "east"));
	}

	private static boolean isLevel(ConfigurableApplicationContext context, String source) {
		SourceState state = context.getBean(Replicator.class).sources().get(source);
		return state != null && state.records() == 0;
	}

	private Prices inEast() {
		return this.east.getBean(Prices.class);
	}

	private Prices inWest() {
		return this.west.getBean(Prices.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class ShopApplication {

		@Bean
		Prices prices(Map<Long, Integer> database) {
			return new Prices(database);
		}

	}

	static class Prices {

		private final AtomicInteger loads = new AtomicInteger();

		private final Map<Long, Integer> database;

		Prices(Map<Long, Integer> database) {
			this.database = database;
		}

		public int loads() {
			return this.loads.get();
		}

		@RegionCached(cacheNames = "prices", key = "#id", tags = "product:#{#id}")
		public int price(long id) {
			this.loads.incrementAndGet();
			return this.database.get(id);
		}

		@Invalidates(tags = "product:#{#id}")
		public void change(long id, int price) {
			this.database.put(id, price);
		}

		@Invalidates(cacheNames = "prices", key = "#id")
		public void forget(long id) {
		}

		@Invalidates(cacheNames = "prices", allEntries = true)
		public void forgetAll() {
		}

		@Invalidates(tags = "product:#{#id}", regions = InvalidationRegions.HOME)
		public void forgetAtHome(long id) {
		}

		@Invalidates(tags = "product:#{#id}", mode = InvalidationMode.STALE)
		public void age(long id) {
		}

	}

}
