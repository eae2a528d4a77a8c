package io.regioncache.sample;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.regioncache.sample.ShopClient.Answer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for the shop in three regions, over HTTP.
 */
class ShopTests {

	private static final HttpClient http = HttpClient.newHttpClient();

	private static ShopRegions shop;

	private static ShopClient us;

	private static ShopClient eu;

	private static ShopClient ap;

	@BeforeAll
	static void open() {
		shop = ShopRegions.start(new int[3], "--shop.delays.query=1ms", "--shop.delays.report=500ms");
		us = new ShopClient(http, shop.port("us-east-1"));
		eu = new ShopClient(http, shop.port("eu-west-1"));
		ap = new ShopClient(http, shop.port("ap-northeast-1"));
	}

	@AfterAll
	static void close() {
		shop.close();
	}

	@BeforeEach
	void clear() {
		eu.get("/products/0");
		ap.get("/products/0");
		shop.clear();
		await(() -> eu.get("/products/0").queries() == 1);
		await(() -> ap.get("/products/0").queries() == 1);
	}

	/**
	 * Whoever reaches it can kill its servers.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "us-east-1", "eu-west-1", "ap-northeast-1" })
	void listensAtOneLoopbackAddressOnly(String region) throws IOException {
		try (Socket other = new Socket()) {
			InetSocketAddress address = new InetSocketAddress("127.0.0.2", shop.port(region));
			assertThatIOException().isThrownBy(() -> other.connect(address, 5000));
		}
	}

	@Test
	void asksTheDatabaseOnceForAProduct() {
		Answer first = us.get("/products/3");
		Answer second = us.get("/products/3");
		assertThat(first.body()).contains("\"name\":\"Spade\"").isEqualTo(second.body());
		assertThat(first.queries()).isOne();
		assertThat(second.queries()).isZero();
	}

	@Test
	void asksTheDatabaseOnceForABasket() {
		us.get("/products/3");
		Answer first = us.get("/products?ids=2,3,99,1");
		Answer second = us.get("/products?ids=2,3,99,1");
		assertThat(first.body()).matches(".*\"id\":2,.*\"id\":3,.*\"id\":1,.*").isEqualTo(second.body());
		assertThat(first.queries()).isOne();
		assertThat(second.queries()).isZero();
		us.put("/products/1/price", "12.34");
		assertThat(us.get("/products?ids=1,2")).returns(1, Answer::queries)
			.satisfies((answer) -> assertThat(answer.body()).contains("\"price\":12.34"));
		assertThat(us.get("/products/2").queries()).isZero();
	}

	@Test
	void asksTheDatabaseOnceForAProductThatIsNotThere() {
		Answer first = us.get("/products/99");
		Answer second = us.get("/products/99");
		assertThat(List.of(first.status(), second.status())).containsOnly(404);
		assertThat(first.queries()).isOne();
		assertThat(second.queries()).isZero();
	}

	@Test
	void cachesInEachRegionOnItsOwn() {
		assertThat(us.get("/products/1")).returns("us-east-1", Answer::region).returns(1, Answer::queries);
		assertThat(eu.get("/products/1")).returns("eu-west-1", Answer::region).returns(1, Answer::queries);
		assertThat(eu.get("/products/1").queries()).isZero();
	}

	@Test
	void showsANewPriceWhereverTheProductIs() {
		us.get("/products/1");
		us.get("/categories/1/products");
		us.get("/categories/2/products");
		us.put("/products/1/price", "12.34");
		assertThat(us.get("/products/1").body()).contains("\"price\":12.34");
		assertThat(us.get("/categories/1/products").body()).contains("\"price\":12.34");
		assertThat(us.get("/categories/2/products").queries()).isZero();
	}

	@Test
	void renamesACategoryInAllOfItsProducts() {
		List<String> paths = List.of("/products/1", "/products/2", "/categories/1/products", "/categories/1/report");
		paths.forEach(us::get);
		us.get("/products/3");
		us.put("/categories/1/name", "Cooking");
		for (String path : paths) {
			assertThat(us.get(path)).as(path).returns(1, Answer::queries);
			assertThat(us.get(path).body()).as(path).contains("\"category\":\"Cooking\"");
		}
		assertThat(us.get("/products/3").queries()).isZero();
	}

	@Test
	void putsACountedProductInThePlaceOfTheOldOne() {
		us.get("/products/4");
		us.get("/categories/2/products");
		us.put("/products/4/stock", "5");
		assertThat(us.get("/products/4")).returns(0, Answer::queries);
		assertThat(us.get("/products/4").body()).contains("\"stock\":5");
		assertThat(us.get("/categories/2/products").body()).contains("\"stock\":5");
	}

	@Test
	void makesOneReportForManyCallers() throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(50);
		try {
			List<Future<Answer>> answers = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				answers.add(callers.submit(() -> us.get("/categories/2/report")));
			}
			int queries = 0;
			for (Future<Answer> answer : answers) {
				assertThat(answer.get().body()).startsWith("{\"category\":\"Garden\"");
				queries += answer.get().queries();
			}
			assertThat(queries).isOne();
		}
		finally {
			callers.shutdownNow();
		}
	}

	@Test
	void sellsWithoutRedis() {
		us.get("/products/1");
		assertThat(us.post("/redis/us-east-1/kill").body()).contains("\"us-east-1\":\"killed\"");
		try {
			assertThat(us.get("/products/1")).returns(200, Answer::status).returns(1, Answer::queries);
			assertThat(us.put("/products/1/price", "7.00").status()).isEqualTo(200);
			assertThat(us.get("/products/1").body()).contains("\"price\":7.00");
			assertThat(us.get("/actuator/health").body()).endsWith("\"status\":\"UP\"}");
			eu.get("/products/2");
			assertThat(eu.get("/products/2").queries()).isZero();
		}
		finally {
			us.post("/redis/us-east-1/restart");
			shop.awaitLevel();
		}
		await(() -> us.get("/products/1").queries() == 0);
		assertThat(us.get("/products/1").body()).contains("\"price\":7.00");
	}

	@Test
	void showsANewPriceInEveryRegion() {
		for (ShopClient region : List.of(us, eu, ap)) {
			region.get("/products/2");
		}
		us.put("/products/2/price", "56.78");
		await(() -> eu.get("/products/2").body().contains("\"price\":56.78"));
		await(() -> ap.get("/products/2").body().contains("\"price\":56.78"));
		eu.put("/products/2/price", "56.79");
		await(() -> us.get("/products/2").body().contains("\"price\":56.79"));
	}

	@Test
	void sellsAtTheOldPriceWhileItIsCutOffAndCatchesUp() {
		for (ShopClient region : List.of(us, eu, ap)) {
			region.put("/products/3/price", "1.00");
			await(() -> region.get("/products/3").body().contains("\"price\":1.00"));
		}
		shop.awaitLevel();
		// Each region has told the others of its change, and what they read stays cached
		Awaitility.await()
			.during(Duration.ofSeconds(2))
			.atMost(Duration.ofSeconds(60))
			.until(() -> eu.get("/products/3").queries() == 0);
		assertThat(us.post("/network/eu-west-1/cut").body()).contains("\"eu-west-1\":\"cut off\"");
		try {
			us.put("/products/3/price", "2.00");
			await(() -> ap.get("/products/3").body().contains("\"price\":2.00"));
			assertThat(eu.get("/products/3").body()).contains("\"price\":1.00");
		}
		finally {
			assertThat(us.post("/network/eu-west-1/heal").body()).contains("\"eu-west-1\":\"connected\"");
		}
		await(() -> eu.get("/products/3").body().contains("\"price\":2.00"));
		shop.awaitLevel();
	}

	@Test
	void knowsItsRegionsOnly() {
		assertThat(us.post("/redis/mars-1/kill").status()).isEqualTo(404);
		assertThat(us.post("/network/mars-1/cut").status()).isEqualTo(404);
	}

	@Test
	void showsTheMetersOfItsCaches() {
		us.get("/products/1");
		us.get("/products/1");
		assertThat(us.get("/actuator/prometheus").body().lines())
			.anyMatch(
					(line) -> line.startsWith("cache_gets_total{cache=\"products\"") && line.contains("result=\"hit\""))
			.anyMatch((line) -> line.startsWith("region_cache_loads_total{cache=\"products\""))
			.anyMatch((line) -> line.startsWith("region_replication_lag_seconds{source=\"eu-west-1\"}"))
			.anyMatch((line) -> line.startsWith("shop_database_queries_total{query=\"product\"}"));
		assertThat(us.get("/actuator/caches").body()).contains("\"products\"", "\"listings\"", "\"reports\"");
	}

	@Test
	void saysWhatToTry() {
		assertThat(shop.whatToTry()).contains("us-east-1       http://localhost:" + shop.port("us-east-1"))
			.contains("curl -i localhost:" + shop.port("us-east-1") + "/products/1");
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
	}

}
