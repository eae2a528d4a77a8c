package io.regioncache.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.test.Convergence;
import io.regioncache.embedded.EmbeddedRegions;
import io.regioncache.test.SimulatedNetwork;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.SourceState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole applications in three regions, as far from each other as Ireland, Virginia and
 * Japan are, tested with what users are given to test theirs.
 */
@TestInstance(Lifecycle.PER_CLASS)
class DistantRegionsTests {

	private static final List<String> NAMES = List.of("eu-west-1", "us-east-1", "ap-northeast-1");

	private static final int PRODUCTS = 20;

	/**
	 * Of whose price no test says anything.
	 */
	private static final int SETTLING = -1;

	private final Map<Integer, Integer> database = new ConcurrentHashMap<>();

	private final EmbeddedRegions redis = EmbeddedRegions.start(NAMES);

	private final SimulatedNetwork network = SimulatedNetwork.of(this.redis.urls());

	private final Map<String, ConfigurableApplicationContext> applications = new LinkedHashMap<>();

	private final Map<String, Prices> prices = new LinkedHashMap<>();

	/**
	 * The first product of the test: each has its own.
	 */
	private int first = -PRODUCTS;

	private int changes;

	@BeforeAll
	void start() {
		this.network.distance("eu-west-1", "us-east-1", Duration.ofMillis(40));
		this.network.distance("us-east-1", "ap-northeast-1", Duration.ofMillis(80));
		this.network.distance("ap-northeast-1", "eu-west-1", Duration.ofMillis(120));
		for (String region : NAMES) {
			ConfigurableApplicationContext application = new SpringApplicationBuilder(ShopApplication.class)
				.web(WebApplicationType.NONE)
				.properties("spring.application.name=shop", "regions.embedded.enabled=true",
						"regions.embedded.regions=" + String.join(",", NAMES), "regions.command-timeout=5s")
				.initializers((context) -> {
					context.getBeanFactory().registerSingleton("network", this.network.from(region));
					context.getBeanFactory().registerSingleton("database", this.database);
				})
				.run();
			this.applications.put(region, application);
			this.prices.put(region, application.getBean(Prices.class));
		}
	}

	@BeforeEach
	void stock() {
		Convergence.of(this.applications).await(DistantRegionsTests::isLevel, true);
		settle();
		this.first += PRODUCTS;
		for (int product = 0; product < PRODUCTS; product++) {
			awaitPrice(product, 0);
		}
	}

	/**
	 * Wait until no region invalidates everything any more. A region does so when it
	 * meets another, and records it in its log. A region that reads the record may do the
	 * same once. A later change follows the record in the log, so a region that has seen
	 * the change has read the record as well.
	 */
	private void settle() {
		for (int change = 1; change <= 3 * NAMES.size(); change++) {
			int price = ++this.changes;
			this.prices.get(NAMES.get(change % NAMES.size())).change(SETTLING, price);
			Convergence.of(this.prices).await((prices) -> prices.price(SETTLING), price);
		}
	}

	private void change(String region, int product, int price) {
		this.prices.get(region).change(this.first + product, price);
	}

	private int price(String region, int product) {
		return this.prices.get(region).price(this.first + product);
	}

	private void awaitPrice(int product, int price) {
		Convergence.of(this.prices).await((prices) -> prices.price(this.first + product), price);
	}

	/**
	 * Whether the region has met the others and knows of nothing that waits.
	 */
	private static boolean isLevel(ConfigurableApplicationContext application) {
		Map<String, SourceState> sources = application.getBean(Replicator.class).sources();
		return sources.size() == NAMES.size() - 1
				&& sources.values().stream().allMatch((source) -> source.records() == 0);
	}

	@AfterEach
	void heal() {
		this.network.heal();
	}

	@AfterAll
	void stop() {
		this.applications.values().forEach(ConfigurableApplicationContext::close);
		this.network.close();
		this.redis.close();
	}

	@Test
	void changeReachesEveryRegion() {
		for (String region : NAMES) {
			int price = NAMES.indexOf(region) + 1;
			change(region, 0, price);
			awaitPrice(0, price);
		}
	}

	@Test
	void regionThatWasCutOffLearnsEverythingWhenItIsBack() {
		this.network.isolate("us-east-1");
		for (int product = 0; product < PRODUCTS; product++) {
			change("eu-west-1", product, 7);
		}
		change("us-east-1", 1, 8);
		assertThat(price("us-east-1", 0)).as("while it is cut off").isZero();
		this.network.heal();
		for (int product = 0; product < PRODUCTS; product++) {
			awaitPrice(product, (product == 1) ? 8 : 7);
		}
	}

	@Test
	void regionThatOnlyHearsLearnsAndIsNotHeard() {
		this.network.cutOneWay("ap-northeast-1", "eu-west-1");
		this.network.cutOneWay("ap-northeast-1", "us-east-1");
		change("ap-northeast-1", 0, 5);
		change("eu-west-1", 1, 6);
		assertThat(price("eu-west-1", 0)).as("while nothing arrives").isZero();
		this.network.heal();
		awaitPrice(0, 5);
		awaitPrice(1, 6);
	}

	@Test
	void regionWhoseLinksWereResetGoesOn() {
		this.network.link("us-east-1", "eu-west-1").reset();
		this.network.link("ap-northeast-1", "eu-west-1").refuse();
		change("eu-west-1", 0, 9);
		this.network.heal();
		awaitPrice(0, 9);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class ShopApplication {

		@Bean
		Prices prices(Map<Integer, Integer> database) {
			return new Prices(database);
		}

	}

	static class Prices {

		private final Map<Integer, Integer> database;

		Prices(Map<Integer, Integer> database) {
			this.database = database;
		}

		@RegionCached(cacheNames = "prices", key = "#id", tags = "product:#{#id}")
		public int price(int id) {
			return this.database.getOrDefault(id, 0);
		}

		@Invalidates(tags = "product:#{#id}")
		public void change(int id, int price) {
			this.database.put(id, price);
		}

	}

}
