package io.regioncache.benchmarks.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisCommands;
import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Report;

/**
 * Memory budgets: four caches on one server of 100 MB, one of which floods. What each
 * takes, the hits of the others, and what keeping the budgets costs.
 */
public final class BudgetReport {

	private static final long SECONDS = Long.getLong("benchmarks.seconds", 60);

	private static final int BUDGET_MEGABYTES = 20;

	private static final long BUDGET = BUDGET_MEGABYTES * 1024L * 1024;

	/**
	 * An entry takes about a kilobyte: a little more than fits the budget.
	 */
	private static final int KEYS = 20_000;

	private static final List<String> SWEEPING = List.of("scan", "memory|usage", "object|idletime", "object|freq",
			"getrange", "unlink", "dbsize");

	private BudgetReport() {
	}

	public static void main(String[] arguments) throws Exception {
		Report report = new Report("budgets", "Memory budgets");
		String version;
		try (BenchmarkServer server = BenchmarkServer.start()) {
			version = server.version();
			server.connection().sync().configSet("maxmemory", "100mb");
			server.connection().sync().configSet("maxmemory-policy", "allkeys-lru");
			List<String> plain = properties(server.port());
			List<String> budgets = new ArrayList<>(plain);
			budgets.add("regions.cache-defaults.max-memory=" + BUDGET_MEGABYTES + "MB");
			try (BudgetTraffic traffic = new BudgetTraffic(plain, KEYS)) {
				traffic.fill();
				try (BudgetKeeper keeper = BudgetKeeper.start(budgets); BudgetKeeper idle = BudgetKeeper.start(plain)) {
					measure(report, server, traffic, keeper, idle);
				}
			}
			report.note("Keys that Redis has evicted itself: %s.", evicted(server));
		}
		report.note(
				"%d MB for each cache. Three are read with %,d keys of about 1 KB each, the more popular more often. The processor time of the process that keeps the budgets is less that of one without budgets; that of Redis is what `INFO commandstats` counts of %s.",
				BUDGET_MEGABYTES, KEYS, String.join(", ", SWEEPING));
		report.write(version, "budgets");
		System.exit(0);
	}

	private static List<String> properties(int port) {
		return List.of("spring.application.name=budgets", "regions.home=here", "regions.command-timeout=5s",
				"regions.connect-timeout=10s", "regions.endpoints.here.url=redis://127.0.0.1:" + port,
				"regions.cache-defaults.ttl=1h", "regions.cache-defaults.ttl-jitter=0");
	}

	private static void measure(Report report, BenchmarkServer server, BudgetTraffic traffic, BudgetKeeper keeper,
			BudgetKeeper idle) throws InterruptedException {
		traffic.start();
		// Until the caches are at their budgets, and the JVMs are warm
		TimeUnit.SECONDS.sleep(SECONDS);
		report.table("flood, entries/s", "hits of the others, %", "largest distance of a cache from its budget, %",
				"entries removed/s", "processor of the keeper, %", "of Redis, %");
		for (int flood : new int[] { 0, 1000, 100, 0 }) {
			traffic.flood(flood);
			TimeUnit.SECONDS.sleep((flood > 0) ? SECONDS : 0);
			Meters before = Meters.read(server, traffic, keeper, idle);
			TimeUnit.SECONDS.sleep(SECONDS);
			Meters now = Meters.read(server, traffic, keeper, idle);
			Map<String, Long> bytes = bytes(server);
			report.row(Integer.toString(flood), "%.2f".formatted(now.hitShare(before)), distance(bytes, flood > 0),
					"%.0f".formatted(now.removed(before)), "%.2f".formatted(now.keeper(before)),
					"%.2f".formatted(now.server(before)));
		}
	}

	private static String distance(Map<String, Long> bytes, boolean flooded) {
		return "%+.2f".formatted(bytes.entrySet()
			.stream()
			.filter((cache) -> flooded || !cache.getKey().equals(BudgetTraffic.FLOOD))
			.mapToDouble((cache) -> 100.0 * (cache.getValue() - BUDGET) / BUDGET)
			.reduce(0, (one, other) -> (Math.abs(one) > Math.abs(other)) ? one : other));
	}

	/**
	 * Ask for each entry what it takes.
	 */
	private static Map<String, Long> bytes(BenchmarkServer server) {
		RedisCommands<String, String> redis = server.connection().sync();
		Map<String, Long> bytes = new TreeMap<>();
		ScanCursor cursor = ScanCursor.INITIAL;
		do {
			KeyScanCursor<String> page = redis.scan(cursor, ScanArgs.Builder.limit(1000));
			for (String key : page.getKeys()) {
				Long size = key.contains(":e:") ? redis.memoryUsage(key) : null;
				if (size != null) {
					bytes.merge(key.split(":")[3], size, Long::sum);
				}
			}
			cursor = page;
		}
		while (!cursor.isFinished());
		return bytes;
	}

	private static String evicted(BenchmarkServer server) {
		return server.connection()
			.sync()
			.info("stats")
			.lines()
			.filter((line) -> line.startsWith("evicted_keys:"))
			.findFirst()
			.orElseThrow()
			.substring("evicted_keys:".length());
	}

	/**
	 * The counts up to a moment.
	 */
	private record Meters(long nanos, long hits, long reads, long removed, double keeperSeconds, double serverSeconds) {

		static Meters read(BenchmarkServer server, BudgetTraffic traffic, BudgetKeeper keeper, BudgetKeeper idle) {
			long[] reads = traffic.reads();
			long micros = 0;
			long removed = keeper.removed();
			for (String line : server.connection().sync().info("commandstats").lines().toList()) {
				String name = line.substring(line.indexOf('_') + 1, Math.max(line.indexOf(':'), line.indexOf('_') + 1));
				if (SWEEPING.contains(name)) {
					micros += number(line, "usec=");
				}
			}
			return new Meters(System.nanoTime(), reads[0], reads[1], removed,
					keeper.processorTime().minus(idle.processorTime()).toNanos() / 1e9, micros / 1e6);
		}

		private static long number(String line, String name) {
			int from = line.indexOf(name) + name.length();
			return Long.parseLong(line.substring(from, line.indexOf(',', from)));
		}

		double hitShare(Meters before) {
			return 100.0 * (this.hits - before.hits) / (this.reads - before.reads);
		}

		double removed(Meters before) {
			return (this.removed - before.removed) / seconds(before);
		}

		double keeper(Meters before) {
			return 100 * (this.keeperSeconds - before.keeperSeconds) / seconds(before);
		}

		double server(Meters before) {
			return 100 * (this.serverSeconds - before.serverSeconds) / seconds(before);
		}

		private double seconds(Meters before) {
			return (this.nanos - before.nanos) / 1e9;
		}

	}

}
