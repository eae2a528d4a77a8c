package io.regioncache.sample;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Prometheus with the rules of this repository, which scrapes each second.
 */
final class PrometheusServer implements AutoCloseable {

	static final Path MONITORING = Path.of("../docs/monitoring").toAbsolutePath().normalize();

	private final HttpClient http = HttpClient.newHttpClient();

	private final Path targets;

	private final int port;

	private final Process process;

	private PrometheusServer(Path directory, int port) throws IOException {
		this.port = port;
		this.targets = directory.resolve("targets.json");
		Path configuration = Files.writeString(directory.resolve("prometheus.yml"), """
				global: {scrape_interval: 1s, evaluation_interval: 1s}
				rule_files: ['%s']
				scrape_configs:
				  - job_name: shop
				    metrics_path: /actuator/prometheus
				    file_sd_configs: [{files: ['%s'], refresh_interval: 1s}]
				""".formatted(MONITORING.resolve("alerts.yml"), this.targets));
		this.process = new ProcessBuilder(System.getenv().getOrDefault("PROMETHEUS", "prometheus"),
				"--config.file=" + configuration, "--storage.tsdb.path=" + directory.resolve("data"),
				"--web.listen-address=127.0.0.1:" + port, "--log.level=warn")
			.inheritIO()
			.start();
	}

	/**
	 * Start a server.
	 * @param directory where it keeps its files
	 * @param ports where applications listen
	 */
	static PrometheusServer start(Path directory, List<Integer> ports) throws IOException {
		PrometheusServer server = new PrometheusServer(directory, WatchedShop.freePort());
		server.scrape(ports);
		return server;
	}

	/**
	 * Scrape other applications from now on.
	 */
	void scrape(List<Integer> ports) {
		String targets = ports.stream()
			.map((port) -> "\"127.0.0.1:" + port + '"')
			.collect(Collectors.joining(", ", "[{\"targets\": [", "]}]"));
		try {
			Path written = Files.writeString(this.targets.resolveSibling("targets.new"), targets);
			Files.move(written, this.targets, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return whether an alert fires.
	 * @param alert its name and labels, as in {@code alertname="A",region="b"}
	 */
	boolean fires(String alert) {
		return !query("ALERTS{" + alert + ",alertstate=\"firing\"}").isEmpty();
	}

	List<JsonNode> query(String expression) {
		URI uri = URI.create("http://127.0.0.1:" + this.port + "/api/v1/query?query="
				+ URLEncoder.encode(expression, StandardCharsets.UTF_8));
		try {
			HttpResponse<String> answer = this.http.send(HttpRequest.newBuilder(uri).build(),
					HttpResponse.BodyHandlers.ofString());
			if (answer.statusCode() != 200) {
				throw new IllegalStateException(expression + ": " + answer.body());
			}
			return JsonMapper.shared().readTree(answer.body()).at("/data/result").valueStream().toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit().join();
	}

}
