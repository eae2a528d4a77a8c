package io.regioncache.benchmarks.growth;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.Report;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Hits, misses and invalidations, by the number of tags.
 */
final class TagCurve implements GrowthReport.Curve {

	private static final List<Integer> TAGS = List.of(1, 2, 4, 8, 16);

	private static final int CALLS = 4_000;

	@Override
	public void measure(Report report) {
		report.note("## Tags of an entry");
		report.table("tags", "hit, median, µs", "÷ 1 tag", "miss and store, median, µs", "÷ 1 tag",
				"invalidation of all of them, median, µs", "÷ 1 tag");
		try (BenchmarkServer server = BenchmarkServer.start(); ConfigurableApplicationContext context = start(server)) {
			Products products = context.getBean(Products.class);
			double[] first = null;
			for (int tags : TAGS) {
				double[] times = measure(products, tags);
				first = (first == null) ? times : first;
				report.row(String.valueOf(tags), "%.1f".formatted(times[0]), ratio(times, first, 0),
						"%.1f".formatted(times[1]), ratio(times, first, 1), "%.1f".formatted(times[2]),
						ratio(times, first, 2));
			}
		}
		report.note(
				"Medians of %,d calls. The tags are computed from the arguments, as a template with one expression.",
				CALLS);
	}

	private static ConfigurableApplicationContext start(BenchmarkServer server) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties("spring.application.name=tags", "regions.home=here", "regions.command-timeout=2s",
					"regions.connect-timeout=10s", "regions.endpoints.here.url=redis://127.0.0.1:" + server.port())
			.initializers(
					(context) -> ((GenericApplicationContext) context).registerBean(Products.class, Products::new))
			.run();
	}

	private static double[] measure(Products products, int count) {
		List<String> tags = IntStream.range(0, count).mapToObj((tag) -> "tag-" + tag).collect(Collectors.toList());
		AtomicInteger id = new AtomicInteger(count * 1_000_000);
		Timing misses = Timing.of(CALLS, (number) -> products.find(id.incrementAndGet(), tags));
		int last = id.get();
		Timing hits = Timing.of(CALLS, (number) -> products.find(last, tags));
		Timing invalidations = Timing.of(CALLS, (number) -> products.changed(tags));
		return new double[] { hits.median(), misses.median(), invalidations.median() };
	}

	private static String ratio(double[] times, double[] first, int index) {
		return "**%.2f**".formatted(times[index] / first[index]);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	static class Products {

		@RegionCached(cacheNames = "products", key = "#id", tags = "#{#tags}")
		public Product find(int id, List<String> tags) {
			return GrowthReport.PRODUCT;
		}

		@Invalidates(tags = "#{#tags}")
		public void changed(List<String> tags) {
		}

	}

}
