package io.regioncache.benchmarks.bulk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.CommandCounts;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.contender.RegionCacheApplication;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * What many keys cost at once, beside one of them, and how long others on the same
 * connection wait meanwhile.
 */
public final class BulkReport {

	private static final int MANY = 100;

	private static final int TURNS = Integer.getInteger("benchmarks.turns", 600);

	private static final int WARM_UP = Integer.getInteger("benchmarks.warmup", 1_500);

	private static final int LARGE = 10_000;

	private static final int LARGE_ROUNDS = Integer.getInteger("benchmarks.rounds", 20);

	private BulkReport() {
	}

	public static void main(String[] arguments) throws Exception {
		Report report = new Report("bulk", "Many keys at once, in microseconds at the calling thread");
		String version;
		try (BenchmarkServer server = BenchmarkServer.start()) {
			version = server.version();
			report.table("bytes of JSON", "what", "10 %", "median", "median ÷ one hit", "commands");
			for (int bytes : new int[] { 40, 400 }) {
				server.connection().sync().flushall();
				measure(report, server, bytes);
			}
			report
				.note("One JVM, one thread, %d turns after %d to warm up, in which each takes its turn. `one hit` is an"
						+ " annotated method with two tags; `%d hits` the same with `@Keys`; the floor is `MGET` by Lettuce and the"
						+ " typed decoding of each value. Caches behind Spring's annotations, Redisson's among them, are not in"
						+ " this table: they read one key a call.", TURNS, WARM_UP, MANY);
			report.table("another caller of single hits on the same connection", "median", "99 %", "longest");
			server.connection().sync().flushall();
			pauses(report, server);
		}
		report
			.note("%,d keys of 400 bytes, hits and misses in turns, %d rounds each, by one thread beside the other. In"
					+ " microseconds.", LARGE, LARGE_ROUNDS);
		report.write(version, "bulk");
		System.exit(0);
	}

	private static void measure(Report report, BenchmarkServer server, int bytes) throws IOException {
		RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
		Product template = Product.ofSize(42, bytes);
		try (RegionCacheApplication application = new RegionCacheApplication(server.port(),
				(id) -> (bytes < 100) ? new Product(id, "n", "d", 1, "EUR", 2, null, null) : template);
				StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
			List<Long> ids = LongStream.range(0, MANY).boxed().toList();
			Floor floor = new Floor(connection,
					(bytes < 100) ? new Product(1, "n", "d", 1, "EUR", 2, null, null) : template);
			Measured one = new Measured("one hit", () -> application.find(7));
			Measured many = new Measured(MANY + " hits at once", () -> application.findAll(ids));
			Measured each = new Measured(MANY + " hits, one after the other", () -> ids.forEach(application::find));
			Measured raw = new Measured("the floor: `MGET` and decoding", floor::read);
			application.findAll(ids);
			List<Measured> all = List.of(one, many, each, raw);
			for (int turn = -WARM_UP; turn < TURNS; turn++) {
				for (Measured measured : all) {
					if (measured != each || turn % 10 == 0) {
						measured.turn(server, turn);
					}
				}
			}
			all.forEach((measured) -> measured.report(report, bytes, one));
		}
		finally {
			client.shutdown();
		}
	}

	private static void pauses(Report report, BenchmarkServer server) throws InterruptedException {
		Product product = Product.ofSize(42, 400);
		try (RegionCacheApplication application = new RegionCacheApplication(server.port(), (id) -> product)) {
			pauses(report, "alone", application, () -> Thread.sleep(500));
			pauses(report, "beside %,d hits and misses".formatted(LARGE), application, () -> {
				for (int round = 0; round < LARGE_ROUNDS; round++) {
					Collection<Long> ids = LongStream.range(0, LARGE).map((id) -> 1_000 + id).boxed().toList();
					application.findAll(ids);
					application.findAll(ids);
					application.invalidate("product:" + round);
					if (round % 2 == 1) {
						server.connection().sync().flushall();
					}
				}
			});
		}
	}

	private static void pauses(Report report, String name, RegionCacheApplication application, Work work)
			throws InterruptedException {
		AtomicBoolean over = new AtomicBoolean();
		List<Double> micros = new ArrayList<>();
		Thread other = new Thread(() -> {
			while (!over.get()) {
				long start = System.nanoTime();
				application.find(7);
				micros.add((System.nanoTime() - start) / 1_000.0);
			}
		});
		for (int i = 0; i < 20_000; i++) {
			application.find(7);
		}
		other.start();
		try {
			work.run();
		}
		finally {
			over.set(true);
			other.join();
		}
		report.row(name, "%.0f".formatted(Medians.percentile(values(micros), 0.5)),
				"%.0f".formatted(Medians.percentile(values(micros), 0.99)),
				"%.0f".formatted(values(micros).max().orElse(0)));
	}

	private static DoubleStream values(List<Double> micros) {
		return micros.stream().mapToDouble(Double::doubleValue);
	}

	/**
	 * What a second caller of the cache is measured beside.
	 */
	private interface Work {

		void run() throws InterruptedException;

	}

	private static final class Measured {

		private final String name;

		private final Runnable work;

		private final List<Double> micros = new ArrayList<>();

		private long commands;

		Measured(String name, Runnable work) {
			this.name = name;
			this.work = work;
		}

		void turn(BenchmarkServer server, int turn) {
			CommandCounts before = (turn % 50 == 0) ? server.commands() : null;
			// Twice, since the other contenders have just emptied the processor's caches
			this.work.run();
			long start = System.nanoTime();
			this.work.run();
			if (turn >= 0) {
				this.micros.add((System.nanoTime() - start) / 1_000.0);
			}
			if (before != null && turn >= 0) {
				this.commands = server.commands().since(before).total() / 2;
			}
		}

		double at(double share) {
			return Medians.percentile(values(this.micros), share);
		}

		void report(Report report, int bytes, Measured one) {
			report.row(Integer.toString(bytes), this.name, "%.0f".formatted(at(0.1)), "%.0f".formatted(at(0.5)),
					"**%.2f**".formatted(at(0.5) / one.at(0.5)), Long.toString(this.commands));
		}

	}

	/**
	 * The same values without any library but Lettuce and Jackson.
	 */
	private static final class Floor {

		private final StatefulRedisConnection<byte[], byte[]> connection;

		private final ObjectReader reader = new JsonMapper().readerFor(Product.class);

		private final byte[][] keys = new byte[MANY][];

		Floor(StatefulRedisConnection<byte[], byte[]> connection, Product product) {
			this.connection = connection;
			byte[] json = new JsonMapper().writeValueAsBytes(product);
			for (int i = 0; i < MANY; i++) {
				this.keys[i] = ("floor:" + i).getBytes(StandardCharsets.UTF_8);
				connection.sync().set(this.keys[i], json);
			}
		}

		void read() {
			this.connection.sync().mget(this.keys).forEach((value) -> this.reader.readValue(value.getValue()));
		}

	}

}
