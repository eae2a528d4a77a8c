package io.regioncache.benchmarks.websession;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;
import io.regioncache.test.SimulatedNetwork;

/**
 * When other regions refuse the sessions of a user, after all were destroyed in one.
 */
final class RefusedElsewhere {

	private static final String HERE = "east";

	/** One way, from the region in which they are destroyed. */
	private static final Map<String, Integer> DISTANCES = new LinkedHashMap<>(Map.of("west", 40, "south", 120));

	private static final int USERS = Integer.getInteger("benchmarks.users", 300);

	private RefusedElsewhere() {
	}

	static void measure(Report report) throws InterruptedException {
		Map<String, BenchmarkServer> servers = new LinkedHashMap<>();
		List.of(HERE, "west", "south").forEach((region) -> servers.put(region, BenchmarkServer.start()));
		Map<String, String> urls = new LinkedHashMap<>();
		servers.forEach((region, server) -> urls.put(region, "redis://127.0.0.1:" + server.port()));
		try (SimulatedNetwork network = SimulatedNetwork.of(urls)) {
			DISTANCES.forEach((region, millis) -> network.distance(HERE, region, Duration.ofMillis(millis)));
			network.distance("west", "south", Duration.ofMillis(80));
			measure(report, network, List.copyOf(servers.keySet()));
		}
		servers.values().forEach(BenchmarkServer::close);
	}

	private static void measure(Report report, SimulatedNetwork network, List<String> regions)
			throws InterruptedException {
		Map<String, SessionApplication> applications = new LinkedHashMap<>();
		for (String region : regions) {
			Map<String, String> urls = new LinkedHashMap<>();
			regions.forEach((other) -> urls.put(other, network.url(region, other)));
			applications.put(region, new SessionApplication(region, urls));
		}
		for (SessionApplication application : applications.values()) {
			application.await();
		}
		Map<String, List<Double>> beyond = new LinkedHashMap<>();
		int accepted = 0;
		for (int i = -20; i < USERS; i++) {
			accepted += destroy(applications, "user" + i, (i >= 0) ? beyond : new LinkedHashMap<>());
		}
		report(report, beyond, accepted);
		applications.values().forEach(SessionApplication::close);
	}

	/**
	 * @return how often the region itself has accepted a session after they were
	 * destroyed
	 */
	private static int destroy(Map<String, SessionApplication> applications, String user,
			Map<String, List<Double>> beyond) {
		SessionApplication here = applications.get(HERE);
		String id = here.login(user);
		// Now the others have a copy
		DISTANCES.keySet().forEach((region) -> awaitCopy(applications.get(region), id));
		here.repository().deleteByPrincipalName(user);
		long returned = System.nanoTime();
		List<CompletableFuture<Void>> waiting = new ArrayList<>();
		DISTANCES.forEach((region, millis) -> {
			List<Double> times = beyond.computeIfAbsent(region, (name) -> new ArrayList<>());
			waiting.add(CompletableFuture
				.runAsync(() -> times.add(refused(applications.get(region), id, returned) - millis)));
		});
		int accepted = here.accepts(id) ? 1 : 0;
		waiting.forEach(CompletableFuture::join);
		return accepted;
	}

	private static void awaitCopy(SessionApplication application, String id) {
		while (!application.accepts(id)) {
			LockSupport.parkNanos(1_000_000);
		}
	}

	private static double refused(SessionApplication application, String id, long since) {
		while (application.accepts(id)) {
			LockSupport.parkNanos(200_000);
		}
		return (System.nanoTime() - since) / 1e6;
	}

	private static void report(Report report, Map<String, List<Double>> beyond, int accepted) {
		report.note("## When another region refuses the sessions of a user");
		report.table("from", "to", "one way, ms", "p50 beyond it, ms", "p99 beyond it, ms", "most, ms", "users");
		beyond.forEach((region, times) -> report.row(HERE, region, String.valueOf(DISTANCES.get(region)),
				"**%.2f**".formatted(percentile(times, 0.5)), "**%.2f**".formatted(percentile(times, 0.99)),
				"%.1f".formatted(percentile(times, 1)), String.valueOf(times.size())));
		report
			.note("Time runs from the return of `deleteByPrincipalName` to the answer of the first request in the other"
					+ " region that is refused; requests follow each other at once. In the region itself, %d of %d"
					+ " requests after the return were accepted.", accepted, USERS);
	}

	private static double percentile(List<Double> times, double share) {
		return Medians.percentile(times.stream().mapToDouble(Double::doubleValue), share);
	}

}
