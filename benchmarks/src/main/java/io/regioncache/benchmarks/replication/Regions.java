package io.regioncache.benchmarks.replication;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.test.SimulatedNetwork;
import io.regioncache.replication.Topology;

/**
 * Regions of one server and one process each, on a simulated network.
 */
final class Regions implements AutoCloseable {

	private final Topology topology;

	private final Map<String, BenchmarkServer> servers = new LinkedHashMap<>();

	private final Map<String, RegionNode> nodes = new LinkedHashMap<>();

	private final Map<String, RegionWatcher> watchers = new LinkedHashMap<>();

	private final SimulatedNetwork network;

	Regions(Topology topology) {
		this.topology = topology;
		Map<String, String> urls = new LinkedHashMap<>();
		for (String region : topology.regions()) {
			BenchmarkServer server = BenchmarkServer.start();
			this.servers.put(region, server);
			this.watchers.put(region, new RegionWatcher(server.port()));
			urls.put(region, "redis://127.0.0.1:" + server.port());
		}
		this.network = SimulatedNetwork.of(urls);
	}

	/**
	 * Start the processes, and wait until each is level with all that it reads from.
	 */
	Regions start() {
		return start(false);
	}

	/**
	 * Start the processes, and wait until each is level with all that it reads from.
	 * @param guarded whether writers register, so that entries outlive a fail-over
	 */
	Regions start(boolean guarded) {
		this.topology.regions()
			.forEach((region) -> this.nodes.put(region,
					new RegionNode(region, this.topology, (other) -> this.network.url(region, other), guarded)));
		boolean mesh = this.topology.kind() == Topology.Kind.MESH;
		await(Duration.ofSeconds(60),
				() -> this.nodes.entrySet()
					.stream()
					.allMatch((node) -> node.getValue()
						.isLevel((mesh || node.getKey().equals(this.topology.hub())) ? this.nodes.size() - 1 : 1)));
		this.watchers.values().forEach(RegionWatcher::begin);
		return this;
	}

	static void await(Duration atMost, BooleanSupplier condition) {
		long end = System.nanoTime() + atMost.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - end > 0) {
				throw new IllegalStateException("Not reached within " + atMost);
			}
			rest(Duration.ofMillis(1));
		}
	}

	static void rest(Duration duration) {
		LockSupport.parkNanos(duration.toNanos());
	}

	SimulatedNetwork network() {
		return this.network;
	}

	RegionNode node(String region) {
		return this.nodes.get(region);
	}

	RegionWatcher watcher(String region) {
		return this.watchers.get(region);
	}

	BenchmarkServer server(String region) {
		return this.servers.get(region);
	}

	String version() {
		return this.servers.values().iterator().next().version();
	}

	/**
	 * End a server at once.
	 */
	void kill(String region) {
		this.watchers.remove(region).close();
		this.servers.remove(region).close();
	}

	@Override
	public void close() {
		this.nodes.values().forEach(RegionNode::close);
		this.network.close();
		this.watchers.values().forEach(RegionWatcher::close);
		this.servers.values().forEach(BenchmarkServer::close);
	}

}
