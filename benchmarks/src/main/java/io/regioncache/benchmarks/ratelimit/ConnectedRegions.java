package io.regioncache.benchmarks.ratelimit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Report;
import io.regioncache.ratelimit.RateLimitPolicy;
import io.regioncache.ratelimit.RateLimitScope;
import io.regioncache.ratelimit.RedisDownPolicy;
import io.regioncache.test.SimulatedLink;

/**
 * Three regions, 40 ms apart, each called by four threads without a pause.
 */
final class ConnectedRegions implements AutoCloseable {

	private static final List<String> NAMES = List.of("a", "b", "c");

	private static final RateLimitPolicy POLICY = new RateLimitPolicy("bench", 100, Duration.ofSeconds(1), 20,
			RateLimitScope.GLOBAL, RedisDownPolicy.CLOSED);

	private final Map<String, BenchmarkServer> servers = new LinkedHashMap<>();

	private final Map<String, SimulatedLink> links = new LinkedHashMap<>();

	private final Map<String, LimitedNode> nodes = new LinkedHashMap<>();

	private ConnectedRegions() {
	}

	static void report(Report report, long seconds, Duration timeout) throws Exception {
		try (ConnectedRegions regions = new ConnectedRegions()) {
			regions.start(timeout);
			report.note("## A limit of three regions, 40 ms apart: 100 calls a second, burst 20");
			report.table("", "seconds", "admitted in all", "stated bound", "by region");
			regions.row(report, "connected", seconds, 0.14);
			regions.cutOff("c");
			regions.row(report, "`c` is cut off, from the first moment on", seconds, 0.6);
		}
	}

	private void start(Duration timeout) throws Exception {
		NAMES.forEach((name) -> this.servers.put(name, BenchmarkServer.start()));
		for (String home : NAMES) {
			Map<String, String> urls = new LinkedHashMap<>();
			for (String name : NAMES) {
				urls.put(name, url(home, name));
			}
			this.nodes.put(home, new LimitedNode(home, urls, timeout, POLICY));
		}
	}

	private String url(String home, String name) throws Exception {
		int port = this.servers.get(name).port();
		if (name.equals(home)) {
			return "redis://127.0.0.1:" + port;
		}
		SimulatedLink link = SimulatedLink.to("127.0.0.1", port);
		link.latency(Duration.ofMillis(20));
		this.links.put(home + name, link);
		return link.url();
	}

	private void cutOff(String region) {
		this.links.forEach((ends, link) -> {
			if (ends.contains(region)) {
				link.blackHole();
			}
		});
	}

	private void row(Report report, String name, long seconds, double delay) throws InterruptedException {
		AtomicBoolean over = new AtomicBoolean();
		Map<String, AtomicLong> admitted = new LinkedHashMap<>();
		List<Thread> threads = new ArrayList<>();
		long began = System.nanoTime();
		this.nodes.forEach((region, node) -> {
			AtomicLong count = new AtomicLong();
			admitted.put(region, count);
			for (int i = 0; i < 4; i++) {
				Thread thread = new Thread(() -> {
					while (!over.get()) {
						if (node.limiter().tryAcquire("everybody").join().admitted()) {
							count.incrementAndGet();
						}
						LockSupport.parkNanos(200_000);
					}
				});
				thread.start();
				threads.add(thread);
			}
		});
		Thread.sleep(seconds * 1000);
		over.set(true);
		for (Thread thread : threads) {
			thread.join();
		}
		double lasted = (System.nanoTime() - began) / 1e9;
		report.row(name, "%.2f".formatted(lasted),
				Long.toString(admitted.values().stream().mapToLong(AtomicLong::get).sum()),
				"%.0f".formatted(20 + 100 * lasted + 2 * (20 + 100 * delay)), admitted.toString());
	}

	@Override
	public void close() {
		this.nodes.values().forEach(LimitedNode::close);
		this.links.values().forEach(SimulatedLink::close);
		this.servers.values().forEach(BenchmarkServer::close);
	}

}
