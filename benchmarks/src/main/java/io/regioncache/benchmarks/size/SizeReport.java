package io.regioncache.benchmarks.size;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.contender.RegionCacheApplication;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an entry costs in Redis beside its value, and what a marker costs.
 */
public final class SizeReport {

	private static final int MARKERS = Integer.getInteger("benchmarks.markers", 100_000);

	private static final String METADATA = "{" + RegionCacheApplication.NAME + "}:m";

	private static final long ID = 42;

	private SizeReport() {
	}

	public static void main(String[] arguments) throws IOException {
		Report report = new Report("size", "Memory in Redis");
		report.table("what", "bytes");
		Product product = Product.ofSize(ID, 400);
		String version;
		try (BenchmarkServer server = BenchmarkServer.start();
				RegionCacheApplication application = new RegionCacheApplication(server.port(), (id) -> product)) {
			version = server.version();
			application.find(ID);
			envelope(report, server.connection().sync(), new JsonMapper().writeValueAsBytes(product).length);
			markers(report, server.connection().sync(), application);
		}
		report.note("Markers by `MEMORY USAGE` of the metadata hash, all fields sampled, before and after %d tags were"
				+ " invalidated, `product:1000000` and so on, by an annotated method.", MARKERS);
		report.write(version, "size");
		System.exit(0);
	}

	private static void envelope(Report report, RedisCommands<String, String> redis, int json) {
		KeyScanCursor<String> found = redis.scan(ScanArgs.Builder.matches(RegionCacheApplication.NAME + ":e:*"));
		long stored = redis.strlen(found.getKeys().get(0));
		List<String> tags = List.of("products", "product:" + ID);
		int text = tags.stream().mapToInt((tag) -> tag.getBytes(StandardCharsets.UTF_8).length).sum();
		report.row("an entry with two tags, as stored", String.valueOf(stored));
		report.row("its JSON", String.valueOf(json));
		report.row("its tags, each with its kind and length (3 bytes)", String.valueOf(text + 3 * tags.size()));
		report.row("the envelope beside them", "**%d**".formatted(stored - json - text - 3L * tags.size()));
	}

	private static void markers(Report report, RedisCommands<String, String> redis,
			RegionCacheApplication application) {
		application.invalidate("products");
		long before = memory(redis);
		long fields = redis.hlen(METADATA);
		IntStream.range(0, MARKERS)
			.parallel()
			.forEach((number) -> application.invalidate("product:" + (1_000_000 + number)));
		long markers = redis.hlen(METADATA) - fields;
		report.row("markers written", String.valueOf(markers));
		report.row("a marker", "**%.1f**".formatted((memory(redis) - before) / (double) markers));
	}

	private static long memory(RedisCommands<String, String> redis) {
		return redis.eval("return redis.call('MEMORY', 'USAGE', KEYS[1], 'SAMPLES', 0)",
				io.lettuce.core.ScriptOutputType.INTEGER, METADATA);
	}

}
