package io.regioncache.benchmarks.growth;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.lettuce.core.resource.ClientResources;
import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Report;

/**
 * Invalidations, by the number of nodes that follow them.
 */
final class NodeCurve implements GrowthReport.Curve {

	private static final List<Integer> NODES = List.of(1, 2, 4, 8, 16, 32, 64);

	private static final int CALLS = 1_000;

	private static final int PER_SECOND = 200;

	@Override
	public void measure(Report report) {
		measureNodes(report);
		measureListeners(report);
	}

	/**
	 * What the server does for each node, without the work of the nodes themselves.
	 */
	private static void measureListeners(Report report) {
		report.note("## Connections that are told and do not read");
		report.table("connections", "invalidation, median, µs", "÷ one node", "99 %, µs",
				"server CPU an invalidation, µs");
		ClientResources resources = ClientResources.create();
		double first = 0;
		try (BenchmarkServer server = BenchmarkServer.start()) {
			for (int count : NODES) {
				// Whoever subscribes first is written to last: the node is in the middle
				int before = (count - 1) / 2;
				List<Listener> listeners = new ArrayList<>(listeners(server, before));
				try (StoreNode node = new StoreNode(resources, server.port())) {
					listeners.addAll(listeners(server, count - 1 - before));
					first = row(report, server, node, count, first);
				}
				listeners.forEach(Listener::close);
			}
		}
		resources.shutdown();
		report
			.note("One node, and further connections that subscribe to the changes as a node does, half of them before it,"
					+ " and leave what arrives to the kernel. The difference from the table above is the work of the other nodes"
					+ " in the JVM that measures.");
	}

	private static List<Listener> listeners(BenchmarkServer server, int count) {
		return IntStream.range(0, count).mapToObj((number) -> new Listener(server.port(), "{growth}:m")).toList();
	}

	private static void measureNodes(Report report) {
		report.note("## Nodes of a region");
		report.table("nodes", "invalidation, median, µs", "÷ one node", "99 %, µs", "server CPU an invalidation, µs");
		ClientResources resources = ClientResources.create();
		List<StoreNode> nodes = new ArrayList<>();
		double first = 0;
		try (BenchmarkServer server = BenchmarkServer.start()) {
			for (int count : NODES) {
				while (nodes.size() < count) {
					nodes.add(new StoreNode(resources, server.port()));
				}
				// Whoever subscribes first is written to last: the one in the middle
				first = row(report, server, nodes.get((count - 1) / 2), count, first);
			}
			nodes.forEach(StoreNode::close);
		}
		resources.shutdown();
		report.note("One JVM holds all nodes, each with its own connections and its own follower; %,d invalidations by"
				+ " the one that subscribed in the middle, %d a second. The JVM shares the processors with the server, and"
				+ " does the work of all followers.", CALLS, PER_SECOND);
	}

	private static double row(Report report, BenchmarkServer server, StoreNode node, int count, double first) {
		double cpu = server.cpuSeconds();
		Timing times = Timing.paced(CALLS, PER_SECOND, (number) -> node.invalidate("tag-" + number % 10).join());
		double worked = (server.cpuSeconds() - cpu) * 1e6 / (CALLS * 1.25);
		double one = (first == 0) ? times.median() : first;
		report.row(String.valueOf(count), "%.1f".formatted(times.median()), "**%.2f**".formatted(times.median() / one),
				"%.1f".formatted(times.at(0.99)), "%.1f".formatted(worked));
		return one;
	}

}
