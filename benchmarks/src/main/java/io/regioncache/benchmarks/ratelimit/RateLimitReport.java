package io.regioncache.benchmarks.ratelimit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.CommandCounts;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.WorkerProcess;
import io.regioncache.ratelimit.RateLimitPolicy;
import io.regioncache.ratelimit.RateLimitScope;
import io.regioncache.ratelimit.RedisDownPolicy;

/**
 * Rate limits: what is admitted, what a decision costs, what remains of many keys, and
 * what regions admit that do not see each other.
 */
public final class RateLimitReport {

	private static final int JVMS = 4;

	private static final long SECONDS = Long.getLong("benchmarks.seconds", 60);

	private static final int DECISIONS = Integer.getInteger("benchmarks.decisions", 20_000);

	private static final int KEYS = Integer.getInteger("benchmarks.keys", 1_000_000);

	/**
	 * So many threads on few processors would otherwise take a busy server for a dead
	 * one.
	 */
	private static final Duration PATIENT = Duration.ofSeconds(5);

	private static final long HOUR_MICROS = Duration.ofHours(1).toNanos() / 1000;

	private RateLimitReport() {
	}

	public static void main(String[] arguments) throws Exception {
		Report report = new Report("rate-limits", "Rate limits");
		String version;
		try (BenchmarkServer server = BenchmarkServer.start()) {
			version = server.version();
			admitted(report, server);
			server.connection().sync().flushall();
			cost(report, server);
			server.connection().sync().flushall();
			keys(report, server);
		}
		dead(report);
		ConnectedRegions.report(report, Math.max(5, SECONDS / 4), PATIENT);
		report.write(version, "rate-limits");
		System.exit(0);
	}

	private static void admitted(Report report, BenchmarkServer server) throws Exception {
		Path clock = WorkerJvm.clockLibrary();
		List<WorkerProcess> children = new ArrayList<>();
		try {
			for (int number = 0; number < JVMS; number++) {
				long ahead = (number == 0) ? HOUR_MICROS : (number == 1) ? -HOUR_MICROS : 0;
				children.add(WorkerJvm.start(server.port(), clock, ahead));
			}
			CommandCounts before = server.commands();
			long began = System.nanoTime();
			children.forEach((child) -> child.ask(SECONDS * 1000));
			long[] sums = new long[4];
			List<Long> clocks = new ArrayList<>();
			for (WorkerProcess child : children) {
				String[] answer = child.answer().split(" ");
				clocks.add(Math.round((Long.parseLong(answer[0]) - System.currentTimeMillis()) / 60_000.0));
				for (int i = 1; i < 4; i++) {
					sums[i] += Long.parseLong(answer[i]);
				}
			}
			double seconds = (System.nanoTime() - began) / 1e9;
			CommandCounts commands = server.commands().since(before);
			report.note("## %d JVMs of %d threads, 100 calls a second, burst 20", JVMS, LimitedWorker.THREADS);
			report.table("seconds", "admitted", "at most", "rejected", "decided without Redis", "`EVALSHA` a decision",
					"clocks of the JVMs, minutes ahead");
			report.row("%.2f".formatted(seconds), Long.toString(sums[1]), "%.0f".formatted(20 + 100 * seconds),
					Long.toString(sums[2]), Long.toString(sums[3]),
					"%.4f".formatted(commands.calls().get("evalsha") / (double) (sums[1] + sums[2])),
					clocks.toString());
			report.note(
					"The seconds begin before the first call and end after the last one. The command timeout is 5 s: the processors are busy.%s",
					(clock != null) ? "" : " There is no compiler, so all clocks were right.");
		}
		finally {
			for (WorkerProcess child : children) {
				child.stop();
			}
		}
	}

	/**
	 * One thread, in turns, each over one connection.
	 */
	private static void cost(Report report, BenchmarkServer server) throws Exception {
		RateLimitPolicy policy = new RateLimitPolicy("bench", 1_000_000, Duration.ofSeconds(1), 1_000_000,
				RateLimitScope.REGION, RedisDownPolicy.CLOSED);
		RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
		StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
		byte[] key = "bench:limit:bench:here:0123456789012345678901234567890123456789".getBytes();
		byte[][] size = { "1000000".getBytes(), "1".getBytes(), "1".getBytes(), "1".getBytes(), new byte[0] };
		String nothing = connection.sync().scriptLoad("return {1, 2, 3}".getBytes());
		String limit = connection.sync()
			.scriptLoad(RateLimitReport.class.getResourceAsStream("/io/regioncache/store/limit.lua").readAllBytes());
		BucketProxy stock = Bucket4jLettuce.casBasedBuilder(connection.async())
			.expirationAfterWrite(
					ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(1)))
			.build()
			.builder()
			.build("stock".getBytes(),
					() -> BucketConfiguration.builder()
						.addLimit((each) -> each.capacity(1_000_000).refillGreedy(1_000_000, Duration.ofSeconds(1)))
						.build());
		try (LimitedNode node = new LimitedNode("here", Map.of("here", "redis://127.0.0.1:" + server.port()), PATIENT,
				policy)) {
			Map<String, Supplier<Object>> contenders = new LinkedHashMap<>();
			contenders.put("a script that does nothing",
					() -> connection.async()
						.evalsha(nothing, ScriptOutputType.MULTI, new byte[][] { key }, size)
						.toCompletableFuture()
						.join());
			contenders.put("the script of a limit",
					() -> connection.async()
						.evalsha(limit, ScriptOutputType.MULTI, new byte[][] { key }, size)
						.toCompletableFuture()
						.join());
			contenders.put("`RateLimiter.tryAcquire`", () -> node.limiter().tryAcquire("ann").join());
			contenders.put("Bucket4j's Lettuce manager", () -> stock.tryConsume(1));
			Map<String, double[]> micros = new LinkedHashMap<>();
			contenders.keySet().forEach((name) -> micros.put(name, new double[DECISIONS]));
			for (int i = -2_000; i < DECISIONS; i++) {
				for (Map.Entry<String, Supplier<Object>> contender : contenders.entrySet()) {
					long began = System.nanoTime();
					contender.getValue().get();
					if (i >= 0) {
						micros.get(contender.getKey())[i] = (System.nanoTime() - began) / 1e3;
					}
				}
			}
			report.note("## A decision, one thread, in turns");
			report.table("", "p50 µs", "p99 µs", "p50, times a script that does nothing", "commands a decision");
			double base = Medians.percentile(Arrays.stream(micros.values().iterator().next()), 0.5);
			for (Map.Entry<String, Supplier<Object>> contender : contenders.entrySet()) {
				double[] all = micros.get(contender.getKey());
				double median = Medians.percentile(Arrays.stream(all), 0.5);
				report.row(contender.getKey(), "%.1f".formatted(median),
						"%.1f".formatted(Medians.percentile(Arrays.stream(all), 0.99)), "%.2f".formatted(median / base),
						sent(server, contender.getValue()));
			}
		}
		finally {
			client.shutdown();
		}
	}

	/**
	 * What a client sends, without what a script runs inside the server.
	 */
	private static String sent(BenchmarkServer server, Supplier<Object> decision) {
		CommandCounts before = server.commands();
		for (int i = 0; i < 1_000; i++) {
			decision.get();
		}
		Map<String, Long> calls = server.commands().since(before).calls();
		long scripts = calls.getOrDefault("evalsha", 0L) + calls.getOrDefault("eval", 0L);
		// The stock manager reads before its script compares, and its script reads again
		long reads = calls.containsKey("eval") ? calls.getOrDefault("get", 0L) - calls.get("eval") : 0;
		return "%.1f".formatted((scripts + reads) / 1_000.0);
	}

	private static void keys(Report report, BenchmarkServer server) throws Exception {
		RateLimitPolicy policy = new RateLimitPolicy("bench", 1, Duration.ofSeconds(60), 1, RateLimitScope.REGION,
				RedisDownPolicy.CLOSED);
		try (LimitedNode node = new LimitedNode("here", Map.of("here", "redis://127.0.0.1:" + server.port()), PATIENT,
				policy)) {
			long empty = memory(server);
			List<CompletableFuture<?>> sent = new ArrayList<>();
			AtomicLong last = new AtomicLong();
			for (int i = 0; i < KEYS; i++) {
				sent.add(node.limiter().tryAcquire("user" + i));
				if (sent.size() == 200) {
					CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
					sent.clear();
				}
			}
			CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
			last.set(System.nanoTime());
			long full = memory(server);
			long keys = server.connection().sync().dbsize() - 2;
			long left = keys;
			// Redis looks for expired keys by itself
			while (left > 0 && System.nanoTime() - last.get() < Duration.ofSeconds(180).toNanos()) {
				Thread.sleep(200);
				left = server.connection().sync().keys("bench:limit:*").size();
			}
			report.note("## %d keys, one call each, a window of 60 s", KEYS);
			report.table("keys when the last was called", "bytes a key", "seconds from then until none was left",
					"keys left");
			report.row(Long.toString(keys), "%.0f".formatted((full - empty) / (double) Math.max(1, keys)),
					"%.1f".formatted((System.nanoTime() - last.get()) / 1e9), Long.toString(left));
		}
	}

	private static long memory(BenchmarkServer server) {
		return server.connection()
			.sync()
			.info("memory")
			.lines()
			.filter((line) -> line.startsWith("used_memory:"))
			.mapToLong((line) -> Long.parseLong(line.substring("used_memory:".length()).strip()))
			.sum();
	}

	private static void dead(Report report) throws Exception {
		report.note("## Redis stops while calls are made, timeout 100 ms");
		report.table("`when-redis-is-down`", "of 1 000 calls admitted (burst 20)", "slowest call, ms",
				"p50 of the calls, µs");
		for (RedisDownPolicy policy : RedisDownPolicy.values()) {
			try (BenchmarkServer server = BenchmarkServer.start();
					LimitedNode node = new LimitedNode("here", Map.of("here", "redis://127.0.0.1:" + server.port()),
							Duration.ofMillis(100),
							new RateLimitPolicy("bench", 1, Duration.ofHours(1), 20, RateLimitScope.REGION, policy))) {
				node.limiter().tryAcquire("ann").join();
				// Answers no more, but the connection stays: worse than a server that is
				// gone
				server.connection().async().clientPause(20_000);
				Thread.sleep(50);
				double[] millis = new double[1_000];
				int admitted = 0;
				for (int i = 0; i < millis.length; i++) {
					long began = System.nanoTime();
					admitted += node.limiter().tryAcquire("ann").join().admitted() ? 1 : 0;
					millis[i] = (System.nanoTime() - began) / 1e6;
				}
				report.row("`" + policy.name().toLowerCase(Locale.ROOT) + "`", Integer.toString(admitted),
						"%.0f".formatted(Medians.percentile(Arrays.stream(millis), 1)),
						"%.1f".formatted(1000 * Medians.percentile(Arrays.stream(millis), 0.5)));
			}
		}
	}

}
