package io.regioncache.sample;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real Prometheus scrapes the shop in three regions: every panel has data, and alerts are
 * fired by faults and cleared after them.
 */
class PrometheusTests {

	private static final Path MONITORING = Path.of("../docs/monitoring").toAbsolutePath().normalize();

	private static final HttpClient http = HttpClient.newHttpClient();

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	@TempDir
	static Path directory;

	private static ShopRegions shop;

	private static ShopClient client;

	private static Process prometheus;

	private static int port;

	@BeforeAll
	static void start() throws IOException {
		shop = ShopRegions.start(new int[3], WholeShop.ARGUMENTS.toArray(String[]::new));
		client = new ShopClient(http, shop.port("us-east-1"));
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		List<String> targets = new ArrayList<>();
		for (String region : List.of("us-east-1", "eu-west-1", "ap-northeast-1")) {
			targets.add("'127.0.0.1:" + shop.port(region) + "'");
		}
		Path configuration = Files.writeString(directory.resolve("prometheus.yml"), """
				global: {scrape_interval: 1s, evaluation_interval: 1s}
				rule_files: ['%s']
				scrape_configs:
				  - job_name: shop
				    metrics_path: /actuator/prometheus
				    static_configs: [{targets: [%s]}]
				""".formatted(MONITORING.resolve("alerts.yml"), String.join(", ", targets)));
		prometheus = new ProcessBuilder(System.getenv().getOrDefault("PROMETHEUS", "prometheus"),
				"--config.file=" + configuration, "--storage.tsdb.path=" + directory.resolve("data"),
				"--web.listen-address=127.0.0.1:" + port, "--log.level=warn")
			.inheritIO()
			.start();
		Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> query("up").size() == 3);
	}

	@AfterAll
	static void stop() throws Exception {
		prometheus.destroy();
		prometheus.waitFor();
		shop.close();
	}

	@Test
	void everyPanelHasData() throws IOException {
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			client.get("/products/1");
			client.put("/products/1/price", "12");
			client.get("/products/1");
			for (JsonNode panel : JsonMapper.shared()
				.readTree(Files.readString(MONITORING.resolve("dashboard.json")))
				.get("panels")) {
				assertThat(query(panel.at("/targets/0/expr").asString())).as(panel.get("title").asString())
					.isNotEmpty();
			}
		});
	}

	@Test
	void aKilledRedisAndALinkThatIsCutFireAlertsThatClear() {
		long killed = System.nanoTime();
		client.post("/redis/us-east-1/kill");
		awaitAlert("RegionCacheRegionCritical", true);
		print("RegionCacheRegionCritical fires", killed);
		client.post("/redis/us-east-1/restart");
		awaitAlert("RegionCacheRegionCritical", false);
		long cut = System.nanoTime();
		client.post("/network/eu-west-1/cut");
		awaitAlert("RegionCacheReplicationLag", true);
		print("RegionCacheReplicationLag fires", cut);
		long healed = System.nanoTime();
		client.post("/network/eu-west-1/heal");
		awaitAlert("RegionCacheReplicationLag", false);
		print("RegionCacheReplicationLag clears", healed);
	}

	private static void awaitAlert(String name, boolean firing) {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> query("ALERTS{alertname=\"" + name + "\",alertstate=\"firing\"}").isEmpty() != firing);
	}

	private static void print(String what, long since) {
		System.out.printf("%s after %d ms%n", what, (System.nanoTime() - since) / 1_000_000);
	}

	private static List<JsonNode> query(String expression) throws IOException, InterruptedException {
		URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query="
				+ URLEncoder.encode(expression, StandardCharsets.UTF_8));
		HttpResponse<String> answer = http.send(HttpRequest.newBuilder(uri).build(),
				HttpResponse.BodyHandlers.ofString());
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(answer.body()).at("/data/result").valueStream().toList();
	}

}
