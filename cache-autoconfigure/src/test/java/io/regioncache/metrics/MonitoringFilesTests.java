package io.regioncache.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard and the alert rules ask for meters that exist, by their names in
 * Prometheus, and each alert has a test of its own.
 */
class MonitoringFilesTests {

	private static final Path MONITORING = Path.of("../docs/monitoring");

	private static final Pattern ROW = Pattern.compile("^\\| `([a-z.]+)` \\| (counter|gauge|timer) \\| ([a-z]*) \\|",
			Pattern.MULTILINE);

	private static final Pattern METRIC = Pattern.compile("\\b(?:region|cache|lettuce)_[a-z_]+");

	private static final Pattern ALERT = Pattern.compile("alert: (\\w+)");

	@Test
	void alertsAskForMetersThatExist() throws IOException {
		List<String> expressions = Files.readAllLines(MONITORING.resolve("alerts.yml"))
			.stream()
			.filter((line) -> line.contains("expr:"))
			.toList();
		assertThat(expressions).hasSizeGreaterThan(10);
		assertThat(metrics(expressions)).isNotEmpty().isSubsetOf(inPrometheus());
	}

	@Test
	void panelsAskForMetersThatExist() throws IOException {
		List<String> expressions = JsonMapper.shared()
			.readTree(Files.readString(MONITORING.resolve("dashboard.json")))
			.at("/panels")
			.valueStream()
			.map((panel) -> panel.at("/targets/0/expr").asString())
			.toList();
		assertThat(expressions).hasSizeGreaterThan(10).doesNotContain("");
		assertThat(metrics(expressions)).isNotEmpty().isSubsetOf(inPrometheus());
	}

	@Test
	void eachAlertIsFiredAndClearedByATest() throws IOException {
		String tests = Files.readString(MONITORING.resolve("alerts-test.yml"));
		List<String> alerts = ALERT.matcher(Files.readString(MONITORING.resolve("alerts.yml")))
			.results()
			.map((found) -> found.group(1))
			.toList();
		assertThat(alerts).isNotEmpty()
			.allSatisfy(
					(alert) -> assertThat(tests.split("alertname: " + alert + "\n", -1)).as("silent, fired, cleared")
						.hasSize(4));
	}

	private static Set<String> metrics(List<String> expressions) {
		Set<String> metrics = new TreeSet<>();
		expressions.forEach(
				(expression) -> METRIC.matcher(expression).results().map(MatchResult::group).forEach(metrics::add));
		return metrics;
	}

	private static Set<String> inPrometheus() throws IOException {
		Set<String> names = new TreeSet<>();
		for (MatchResult row : ROW.matcher(Files.readString(Path.of("../docs/metrics.md"))).results().toList()) {
			String name = row.group(1).replace('.', '_');
			String unit = row.group(3);
			String named = (unit.isEmpty() || name.endsWith(unit)) ? name : name + '_' + unit;
			switch (row.group(2)) {
				case "counter" -> names.add(named + "_total");
				case "timer" -> List.of("_bucket", "_count", "_sum", "_max").forEach((part) -> names.add(named + part));
				default -> names.add(named);
			}
		}
		return names;
	}

}
