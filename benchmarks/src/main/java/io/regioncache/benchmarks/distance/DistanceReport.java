package io.regioncache.benchmarks.distance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.contender.Contender;
import io.regioncache.benchmarks.contender.Contenders;
import io.regioncache.benchmarks.contender.RegionCacheApplication;
import io.regioncache.test.SimulatedNetwork;

/**
 * What a service of nine regions gains by reading locally. Before: one Redis in one
 * region, which all others read over the distance. After: a Redis in each region, and
 * replication between them.
 */
public final class DistanceReport {

	private static final String CENTER = "us-east-1";

	private static final List<Site> SITES = List.of(new Site(CENTER, 0), new Site("us-east-2", 6),
			new Site("ca-central-1", 8), new Site("us-west-2", 32), new Site("eu-west-1", 34),
			new Site("eu-central-1", 45), new Site("sa-east-1", 57), new Site("ap-northeast-1", 75),
			new Site("ap-south-1", 95));

	private static final int READS = Integer.getInteger("benchmarks.turns", 100);

	private static final int WARM_UP_ROUNDS = 50;

	private static final int PRODUCTS = 20;

	private static final int BYTES = 400;

	private static final int INVALIDATIONS_PER_SECOND = 20;

	private DistanceReport() {
	}

	public static void main(String[] arguments) throws IOException, InterruptedException {
		Report report = new Report("distance", "A read in nine regions, before and after, in milliseconds");
		report.table("region", "round trip to " + CENTER, "before: median", "after: median", "before: 95 %",
				"after: 95 %");
		Map<String, BenchmarkServer> servers = new LinkedHashMap<>();
		SITES.forEach((site) -> servers.put(site.name(), BenchmarkServer.start()));
		Map<String, String> urls = new LinkedHashMap<>();
		servers.forEach((region, server) -> urls.put(region, "redis://127.0.0.1:" + server.port()));
		try (SimulatedNetwork network = SimulatedNetwork.of(urls)) {
			stretch(network);
			Map<String, double[]> before = before(network);
			Map<String, double[]> after = after(network);
			SITES.forEach((site) -> report(report, site.name(), "%d ms".formatted(2 * site.milliseconds()),
					before.get(site.name()), after.get(site.name())));
			report(report, "**all regions**", "", all(before), all(after));
		}
		report.note("One JVM; %d reads of %,d products in each region, one region after the other, an entry of %d"
				+ " bytes of JSON. Distances are those of a simulated network, in round numbers between regions of a"
				+ " public cloud. Before: `@Cacheable` on Spring Data Redis. After: `@RegionCached` with two tags, the"
				+ " regions in a hub topology around %s, which meanwhile invalidates %d other tags a second.", READS,
				PRODUCTS, BYTES, CENTER, INVALIDATIONS_PER_SECOND);
		report.write(servers.get(CENTER).version(), "distance");
		servers.values().forEach(BenchmarkServer::close);
		System.exit(0);
	}

	private static void stretch(SimulatedNetwork network) {
		for (Site a : SITES) {
			for (Site b : SITES) {
				if (!a.equals(b)) {
					network.distance(a.name(), b.name(), Duration.ofMillis(a.milliseconds() + b.milliseconds()));
				}
			}
		}
	}

	private static Map<String, double[]> before(SimulatedNetwork network) {
		Map<String, double[]> micros = new LinkedHashMap<>();
		for (Site site : SITES) {
			int port = port(network.url(site.name(), CENTER));
			try (Contender contender = Contenders.create("spring", port, DistanceReport::product)) {
				warmUp(site, contender);
				micros.put(site.name(), read(contender));
			}
		}
		return micros;
	}

	private static Map<String, double[]> after(SimulatedNetwork network) throws InterruptedException {
		Map<String, RegionCacheApplication> applications = new LinkedHashMap<>();
		for (Site site : SITES) {
			applications.put(site.name(),
					new RegionCacheApplication(properties(network, site.name()), DistanceReport::product));
		}
		AtomicBoolean over = new AtomicBoolean();
		Thread invalidator = new Thread(() -> invalidate(applications.get(CENTER), over), "invalidator");
		invalidator.start();
		Map<String, double[]> micros = new LinkedHashMap<>();
		SITES.forEach((site) -> {
			warmUp(site, applications.get(site.name()));
			micros.put(site.name(), read(applications.get(site.name())));
		});
		over.set(true);
		invalidator.join();
		applications.values().forEach(RegionCacheApplication::close);
		return micros;
	}

	private static Map<String, String> properties(SimulatedNetwork network, String home) {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("regions.home", home);
		properties.put("regions.replication.hub", CENTER);
		properties.put("regions.replication.topology", "hub");
		SITES.forEach((site) -> properties.put("regions.endpoints.%s.url".formatted(site.name()),
				network.url(home, site.name())));
		return properties;
	}

	private static void invalidate(RegionCacheApplication application, AtomicBoolean over) {
		for (int count = 0; !over.get(); count++) {
			application.invalidate("other:" + count % 10);
			LockSupport.parkNanos(1_000_000_000L / INVALIDATIONS_PER_SECOND);
		}
	}

	/**
	 * The first region pays for the compiler, on behalf of all.
	 */
	private static void warmUp(Site site, Contender contender) {
		for (int round = 0; site.name().equals(CENTER) && round < WARM_UP_ROUNDS; round++) {
			read(contender);
		}
	}

	private static double[] read(Contender contender) {
		double[] millis = new double[READS];
		for (int count = -PRODUCTS; count < READS; count++) {
			long id = Math.floorMod(count, PRODUCTS);
			long start = System.nanoTime();
			Product product = contender.find(id);
			millis[Math.max(count, 0)] = (System.nanoTime() - start) / 1e6;
			if (product.id() != id) {
				throw new IllegalStateException("Another product was returned");
			}
		}
		return millis;
	}

	private static Product product(long id) {
		return Product.ofSize(id, BYTES);
	}

	private static int port(String url) {
		return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
	}

	private static double[] all(Map<String, double[]> regions) {
		return regions.values().stream().flatMapToDouble(DoubleStream::of).toArray();
	}

	private static void report(Report report, String region, String distance, double[] before, double[] after) {
		List<String> cells = new ArrayList<>(List.of(region, distance));
		for (double share : new double[] { 0.5, 0.95 }) {
			cells.add("%.2f".formatted(Medians.percentile(DoubleStream.of(before), share)));
			cells.add("**%.2f**".formatted(Medians.percentile(DoubleStream.of(after), share)));
		}
		report.row(cells.toArray(String[]::new));
	}

	/**
	 * A region, and how far it is from the one in the center.
	 *
	 * @param name the region's name
	 * @param milliseconds one way
	 */
	private record Site(String name, int milliseconds) {
	}

}
