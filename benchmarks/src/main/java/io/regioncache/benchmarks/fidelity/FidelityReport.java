package io.regioncache.benchmarks.fidelity;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.Report;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * What it costs to read a value back and compare it before it is stored: caches of each
 * fidelity take turns.
 */
public final class FidelityReport {

	private static final int ROUNDS = Integer.getInteger("benchmarks.rounds", 1500);

	private static final int WARMUP = Integer.getInteger("benchmarks.warmup", 1500);

	private static final List<String> FIDELITIES = List.of("off", "sampled", "strict");

	private static final long PUT = -1;

	private FidelityReport() {
	}

	public static void main(String[] arguments) throws IOException {
		Report report = new Report("fidelity", "Reading values back before they are stored");
		report.table("what", "off (µs)", "sampled (µs)", "strict (µs)", "sampled ÷ off", "strict ÷ off");
		String version;
		try (BenchmarkServer server = BenchmarkServer.start(); ConfigurableApplicationContext context = start(server)) {
			version = server.version();
			RegionCacheManager caches = context.getBean(RegionCacheManager.class);
			for (int bytes : new int[] { 400, 10 * 1024 }) {
				row(report, caches, bytes, PUT, "a store (`put`) of %d bytes");
				row(report, caches, bytes, 0, "a miss whose loader takes no time, %d bytes");
				row(report, caches, bytes, 1, "a miss whose loader takes 1 ms, %d bytes");
			}
		}
		report.note(
				"Medians of %d each, in turns after %d for the warm-up. A miss is a lookup, a lock, the load, and a store that unlocks."
						+ " The loader spins, so that no scheduler adds to it.",
				ROUNDS, WARMUP);
		report.write(version, "fidelity");
		System.exit(0);
	}

	private static ConfigurableApplicationContext start(BenchmarkServer server) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties("spring.application.name=fidelity", "regions.home=here", "regions.command-timeout=2s",
					"regions.connect-timeout=10s", "regions.endpoints.here.url=redis://127.0.0.1:" + server.port(),
					"regions.caches.off.fidelity=off", "regions.caches.sampled.fidelity=sampled",
					"regions.caches.strict.fidelity=strict")
			.run();
	}

	private static void row(Report report, RegionCacheManager caches, int bytes, long loadMillis, String what) {
		Product product = Product.ofSize(1, bytes);
		double[][] micros = new double[FIDELITIES.size()][ROUNDS];
		for (int round = -WARMUP; round < ROUNDS; round++) {
			for (int turn = 0; turn < FIDELITIES.size(); turn++) {
				int fidelity = (turn + Math.abs(round)) % FIDELITIES.size();
				double taken = miss(caches.getCache(FIDELITIES.get(fidelity)), round, product, loadMillis);
				if (round >= 0) {
					micros[fidelity][round] = taken;
				}
			}
		}
		double[] medians = IntStream.range(0, micros.length)
			.mapToDouble((i) -> Medians.of(DoubleStream.of(micros[i])))
			.toArray();
		report.row(what.formatted(bytes), "%.1f".formatted(medians[0]), "%.1f".formatted(medians[1]),
				"%.1f".formatted(medians[2]), "**%.2f**".formatted(medians[1] / medians[0]),
				"**%.2f**".formatted(medians[2] / medians[0]));
	}

	private static double miss(RegionCache cache, int round, Product product, long loadMillis) {
		String key = product.reviews().size() + ":" + loadMillis + ":" + round;
		long began = System.nanoTime();
		try {
			if (loadMillis == PUT) {
				cache.put(key, product);
			}
			else {
				cache.get(CacheRequest.of(key, Product.class), () -> load(product, loadMillis));
			}
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
		double taken = (System.nanoTime() - began) / 1000.0;
		LockSupport.parkNanos(20_000);
		return taken;
	}

	private static Product load(Product product, long millis) {
		long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		while (System.nanoTime() < until) {
			Thread.onSpinWait();
		}
		return product;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
