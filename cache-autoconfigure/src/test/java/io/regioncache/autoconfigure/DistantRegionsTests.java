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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
class DistantRegionsTests {

	private static final List<String> NAMES = List.of("eu-west-1", "us-east-1", "ap-northeast-1");

	private static final int PRODUCTS = 20;

	private static final int SETTLING = PRODUCTS;

	private final Map<Integer, Integer> database = new ConcurrentHashMap<>();

	private final EmbeddedRegions redis = EmbeddedRegions.start(NAMES);

	private final SimulatedNetwork network = SimulatedNetwork.of(this.redis.urls());

	private final Map<String, ConfigurableApplicationContext> applications = new LinkedHashMap<>();

	private final Map<String, Prices> prices = new LinkedHashMap<>();

	@BeforeEach
	void start() {
		this.network.distance("eu-west-1", "us-east-1", Duration.ofMillis(40));
		this.network.distance("us-east-1", "ap-northeast-1", Duration.ofMillis(80));
		this.network.distance("ap-northeast-1", "eu-west-1", Duration.ofMillis(120));
		for (int product = 0; product <= SETTLING; product++) {
			this.database.put(product, 0);
		}
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
		Convergence.of(this.applications).await(DistantRegionsTests::isLevel, true);
		settle();
		for (int product = 0; product < PRODUCTS; product++) {
			int id = product;
			Convergence.of(this.prices).await((prices) -> prices.price(id), 0);
		}
	}

	/**
	 * Wait until nobody invalidates everything any more. A region that meets another does
	 * so and leaves a record of it; who reads that record may do the same, once. A change
	 * comes after such a record, so who has seen the change has read it.
	 */
	private void settle() {
		Convergence.of(this.prices).await((prices) -> prices.price(SETTLING), 0);
		for (int change = 1; change <= 3 * NAMES.size(); change++) {
			int price = change;
			this.prices.get(NAMES.get(change % NAMES.size())).change(SETTLING, price);
			Convergence.of(this.prices).await((prices) -> prices.price(SETTLING), price);
		}
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
	void stop() {
		this.applications.values().forEach(ConfigurableApplicationContext::close);
		this.network.close();
		this.redis.close();
	}

	@Test
	void changeReachesEveryRegion() {
		for (String region : NAMES) {
			int price = NAMES.indexOf(region) + 1;
			this.prices.get(region).change(0, price);
			Convergence.of(this.prices).await((prices) -> prices.price(0), price);
		}
	}

	@Test
	void regionThatWasCutOffLearnsEverythingWhenItIsBack() {
		this.network.isolate("us-east-1");
		for (int product = 0; product < PRODUCTS; product++) {
			this.prices.get("eu-west-1").change(product, 7);
		}
		this.prices.get("us-east-1").change(1, 8);
		assertThat(this.prices.get("us-east-1").price(0)).as("while it is cut off").isZero();
		this.network.heal();
		Convergence<Prices> regions = Convergence.of(this.prices);
		for (int product = 0; product < PRODUCTS; product++) {
			int id = product;
			regions.await((prices) -> prices.price(id), (product == 1) ? 8 : 7);
		}
	}

	@Test
	void regionThatOnlyHearsLearnsAndIsNotHeard() {
		this.network.cutOneWay("ap-northeast-1", "eu-west-1");
		this.network.cutOneWay("ap-northeast-1", "us-east-1");
		this.prices.get("ap-northeast-1").change(0, 5);
		this.prices.get("eu-west-1").change(1, 6);
		assertThat(this.prices.get("eu-west-1").price(0)).as("while nothing arrives").isZero();
		this.network.heal();
		Convergence.of(this.prices).await((prices) -> prices.price(0), 5);
		Convergence.of(this.prices).await((prices) -> prices.price(1), 6);
	}

	@Test
	void regionWhoseLinksWereResetGoesOn() {
		this.network.link("us-east-1", "eu-west-1").reset();
		this.network.link("ap-northeast-1", "eu-west-1").refuse();
		this.prices.get("eu-west-1").change(0, 9);
		this.network.heal();
		Convergence.of(this.prices).await((prices) -> prices.price(0), 9);
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
			return this.database.get(id);
		}

		@Invalidates(tags = "product:#{#id}")
		public void change(int id, int price) {
			this.database.put(id, price);
		}

	}

}
