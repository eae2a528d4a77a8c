package io.regioncache.sample;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real Prometheus scrapes the shop in three regions: every panel has data.
 */
class PrometheusTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	@TempDir
	private Path directory;

	@Test
	void everyPanelHasData() throws IOException {
		try (ShopRegions shop = ShopRegions.start(new int[3], WholeShop.ARGUMENTS.toArray(String[]::new));
				PrometheusServer prometheus = PrometheusServer.start(this.directory,
						List.of(shop.port("us-east-1"), shop.port("eu-west-1"), shop.port("ap-northeast-1")))) {
			ShopClient client = new ShopClient(HttpClient.newHttpClient(), shop.port("us-east-1"));
			JsonNode panels = JsonMapper.shared()
				.readTree(Files.readString(PrometheusServer.MONITORING.resolve("dashboard.json")))
				.get("panels");
			Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> prometheus.query("up").size() == 3);
			Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
				client.get("/products/1");
				client.put("/products/1/price", "12");
				client.get("/products/1");
				panels.forEach((panel) -> assertThat(prometheus.query(panel.at("/targets/0/expr").asString()))
					.as(panel.get("title").asString())
					.isNotEmpty());
			});
		}
	}

}
