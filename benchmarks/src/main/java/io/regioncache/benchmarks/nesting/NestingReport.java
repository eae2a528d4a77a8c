package io.regioncache.benchmarks.nesting;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;
import io.regioncache.cache.RegionCacheManager;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * How long loads take that load others on threads that know nothing of them, beside the
 * time that they would take by themselves; and how many loads run at once that do not.
 */
public final class NestingReport {

	private static final int ROUNDS = Integer.getInteger("benchmarks.rounds", 5);

	private static final int MILLIS = Integer.getInteger("benchmarks.millis", 50);

	private static final AtomicInteger CACHES = new AtomicInteger();

	private NestingReport() {
	}

	public static void main(String[] arguments) throws IOException {
		Report report = new Report("nesting", "Nested loads where no context follows");
		String version;
		try (BenchmarkServer server = BenchmarkServer.start()) {
			version = server.version();
			List<String> columns = new ArrayList<>(List.of("callers, turns, depth"));
			NestingStyle.ALL.forEach((style) -> columns.add(style.name()));
			report.table(columns.toArray(String[]::new));
			try (ConfigurableApplicationContext context = start(server, 64)) {
				RegionCacheManager caches = context.getBean(RegionCacheManager.class);
				NestingStyle.ALL.forEach((style) -> once(caches, 1, 80, 2, style));
				for (int depth : new int[] { 2, 4, 7 }) {
					row(report, caches, 1, 80, 64, depth);
				}
			}
			try (ConfigurableApplicationContext context = start(server, 4)) {
				RegionCacheManager caches = context.getBean(RegionCacheManager.class);
				NestingStyle.ALL.forEach((style) -> once(caches, 2, 80, 2, style));
				for (int depth : new int[] { 2, 4, 7 }) {
					row(report, caches, 2, 16, 4, depth);
				}
				report
					.note("The time until all are answered ÷ the time of their loads, %d ms each, as many chains at once"
							+ " as there are turns: the median of %d (the longest). Each round has caches of its own, which have"
							+ " never loaded anything. All were answered.", MILLIS, ROUNDS);
				report.table("50 callers of slow loads that do not nest, 4 turns", "loads at once, at most");
				slow(report, caches, "sleep", NestingStyle.SLEEPING);
				slow(report, caches, "are futures of a client", NestingStyle.ALL.get(1));
			}
		}
		report.write(version, "nesting");
		System.exit(0);
	}

	private static ConfigurableApplicationContext start(BenchmarkServer server, int turns) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties("spring.application.name=nesting", "regions.home=here", "regions.command-timeout=2s",
					"regions.connect-timeout=10s", "regions.endpoints.here.url=redis://127.0.0.1:" + server.port(),
					"regions.cache-defaults.max-concurrent-loads=" + turns)
			.run();
	}

	private static void row(Report report, RegionCacheManager caches, int count, int callers, int turns, int depth) {
		List<String> cells = new ArrayList<>();
		cells.add("%d callers, %d turns, depth %d".formatted(callers, turns, depth)
				+ ((count > 1) ? ", %d caches that load each other".formatted(count) : ""));
		int waves = (callers + turns * count - 1) / (turns * count);
		for (NestingStyle style : NestingStyle.ALL) {
			double[] ratios = IntStream.range(0, ROUNDS)
				.mapToDouble((round) -> once(caches, count, callers, depth, style) / (waves * depth * MILLIS))
				.toArray();
			cells.add("**%.2f** (%.2f)".formatted(Medians.of(DoubleStream.of(ratios)),
					DoubleStream.of(ratios).max().orElseThrow()));
		}
		report.row(cells.toArray(String[]::new));
	}

	private static void slow(Report report, RegionCacheManager caches, String what, NestingStyle style) {
		int most = IntStream.range(0, ROUNDS).map((round) -> {
			Nesting nesting = new Nesting(caches, CACHES.incrementAndGet(), 1, 4 * MILLIS);
			all(nesting, 50, 1, style);
			return nesting.most();
		}).max().orElseThrow();
		report.row("loads of %d ms that %s".formatted(4 * MILLIS, what), "**%d**".formatted(most));
	}

	/**
	 * Have many load at once.
	 * @return how long it took, in milliseconds
	 */
	private static double once(RegionCacheManager caches, int count, int callers, int depth, NestingStyle style) {
		return all(new Nesting(caches, CACHES.incrementAndGet(), count, MILLIS), callers, depth, style);
	}

	private static double all(Nesting nesting, int callers, int depth, NestingStyle style) {
		long began = System.nanoTime();
		CompletableFuture<?>[] answers = IntStream.range(0, callers)
			.mapToObj((i) -> nesting.call(() -> style.chain().load(nesting, i + count(i, nesting), depth)))
			.toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(answers).join();
		return (System.nanoTime() - began) / 1e6;
	}

	private static String count(int caller, Nesting nesting) {
		return "-" + (caller % nesting.caches());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
