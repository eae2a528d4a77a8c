package io.regioncache.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.regioncache.test.SimulatedLink;

/**
 * A cluster of primaries that share the slots evenly, each with one replica or none.
 */
public final class RedisClusterSetup implements AutoCloseable {

	private static final int SLOTS = 16_384;

	private final List<RedisServer> nodes = new ArrayList<>();

	private final Map<RedisServer, SimulatedLink> links = new LinkedHashMap<>();

	private final Map<RedisServer, Integer> busPorts = new LinkedHashMap<>();

	private RedisClusterSetup(int primaries, boolean replicas, boolean linked, String... config) {
		int total = replicas ? 2 * primaries : primaries;
		for (int i = 0; i < total; i++) {
			int busPort = Ports.next();
			Stream<String> own = Stream.of("cluster-enabled yes", "cluster-node-timeout 2000",
					"cluster-port " + busPort, "cluster-announce-ip 127.0.0.1", "cluster-replica-validity-factor 0");
			Stream<String> lines = Stream.of(own, Replication.CONFIG.stream(), Stream.of(config))
				.flatMap((part) -> part);
			RedisServer node = RedisServer.start(lines.toArray(String[]::new));
			this.nodes.add(node);
			if (linked) {
				announceLink(node);
			}
			this.busPorts.put(node, busPort);
			node.admin().call("CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(i + 1));
		}
		for (int i = 0; i < primaries; i++) {
			this.nodes.get(i)
				.admin()
				.call("CLUSTER", "ADDSLOTSRANGE", String.valueOf(SLOTS * i / primaries),
						String.valueOf(SLOTS * (i + 1) / primaries - 1));
		}
		Patience.awaitThroughErrors(() -> {
			this.nodes.forEach(this::introduce);
			return this.nodes.stream().allMatch((node) -> knows(node, total));
		});
		for (int i = primaries; i < total; i++) {
			this.nodes.get(i).admin().call("CLUSTER", "REPLICATE", id(this.nodes.get(i - primaries)));
		}
		for (int i = primaries; i < total; i++) {
			Replication.awaitLink(this.nodes.get(i));
			awaitReplica(this.nodes.get(i));
		}
	}

	/**
	 * Starts the nodes and waits until each of them serves.
	 * @param primaries how many primaries, at least three
	 * @param replicas whether each has a replica
	 * @param config lines of every node's {@code redis.conf}
	 * @return the running cluster
	 */
	public static RedisClusterSetup start(int primaries, boolean replicas, String... config) {
		return new RedisClusterSetup(primaries, replicas, false, config);
	}

	/**
	 * Starts nodes with a replica each, that clients and replicas reach over
	 * {@linkplain #link links}. Among themselves the nodes hear of each other directly.
	 * @param primaries how many primaries, at least three
	 * @param config lines of every node's {@code redis.conf}
	 * @return the running cluster
	 */
	public static RedisClusterSetup linked(int primaries, String... config) {
		return new RedisClusterSetup(primaries, true, true, config);
	}

	public List<RedisServer> nodes() {
		return this.nodes;
	}

	public List<String> addresses() {
		return this.nodes.stream().map(RedisServer::address).toList();
	}

	/**
	 * Returns the node that serves the slot of a key now.
	 * @param key a key, with its hash tag if it has one
	 * @return its primary
	 */
	public RedisServer primaryOf(String key) {
		return primaryOf(anyRunning().admin().number("CLUSTER", "KEYSLOT", key));
	}

	private RedisServer primaryOf(long slot) {
		for (Object range : anyRunning().admin().list("CLUSTER", "SLOTS")) {
			List<?> fields = (List<?>) range;
			if ((Long) fields.get(0) <= slot && slot <= (Long) fields.get(1)) {
				return node((Long) ((List<?>) fields.get(2)).get(1));
			}
		}
		throw new IllegalStateException("Nobody serves slot " + slot);
	}

	public List<RedisServer> primaries() {
		return this.nodes.stream().filter(RedisServer::running).filter(Replication::isPrimary).toList();
	}

	/**
	 * Returns the link over which clients and replicas reach a node.
	 * @param node a node of a cluster with links
	 * @return the link
	 */
	public SimulatedLink link(RedisServer node) {
		return Objects.requireNonNull(this.links.get(node), "The cluster has no links");
	}

	public RedisServer replicaOf(RedisServer primary) {
		String port = String.valueOf(announcedPort(primary));
		return this.nodes.stream()
			.filter(RedisServer::running)
			.filter((node) -> port.equals(node.admin().info("replication").get("master_port")))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("No replica of " + primary));
	}

	/**
	 * Waits until the replica of a node holds what that node has accepted so far.
	 * @param primary the node
	 */
	public void awaitReplication(RedisServer primary) {
		Replication.awaitAllOf(primary, replicaOf(primary));
	}

	/**
	 * Cuts the link between a primary and its replica, and nothing else.
	 * @param primary the node that goes on alone
	 */
	public void cutReplication(RedisServer primary) {
		Replication.cut(primary);
	}

	/**
	 * Kills a primary and waits until its replica serves in its place.
	 * @param primary the node to kill
	 * @return the new primary
	 */
	public RedisServer kill(RedisServer primary) {
		RedisServer replica = replicaOf(primary);
		primary.kill();
		Patience.awaitThroughErrors(() -> Replication.isPrimary(replica) && allOk());
		return replica;
	}

	/**
	 * Has the replica take over while its primary is well.
	 * @param primary the primary until now
	 * @return the new primary
	 */
	public RedisServer failOver(RedisServer primary) {
		RedisServer replica = replicaOf(primary);
		Patience.awaitThroughErrors(() -> {
			if (!Replication.isPrimary(replica)) {
				replica.admin().call("CLUSTER", "FAILOVER");
			}
			return Replication.isPrimary(replica) && !Replication.isPrimary(primary);
		});
		return replica;
	}

	/**
	 * Moves slots with all that they hold, key by key, while clients use them.
	 * @param slots which ones
	 * @param target the primary that serves them afterwards
	 */
	public void moveSlots(IntStream slots, RedisServer target) {
		slots.forEach((slot) -> {
			RedisServer source = primaryOf(slot);
			if (source != target) {
				moveSlot(String.valueOf(slot), source, target);
			}
		});
	}

	private void moveSlot(String slot, RedisServer source, RedisServer target) {
		target.admin().call("CLUSTER", "SETSLOT", slot, "IMPORTING", id(source));
		source.admin().call("CLUSTER", "SETSLOT", slot, "MIGRATING", id(target));
		for (List<?> keys = keysIn(slot, source); !keys.isEmpty(); keys = keysIn(slot, source)) {
			List<String> migrate = new ArrayList<>(
					List.of("MIGRATE", target.host(), String.valueOf(target.port()), "", "0", "5000", "KEYS"));
			keys.forEach((key) -> migrate.add(String.valueOf(key)));
			source.admin().call(migrate.toArray(String[]::new));
		}
		target.admin().call("CLUSTER", "SETSLOT", slot, "NODE", id(target));
		source.admin().call("CLUSTER", "SETSLOT", slot, "NODE", id(target));
	}

	private static List<?> keysIn(String slot, RedisServer node) {
		return node.admin().list("CLUSTER", "GETKEYSINSLOT", slot, "100");
	}

	/**
	 * Waits until all nodes run, agree, and each primary has its replica.
	 */
	public void awaitWhole() {
		Patience.awaitThroughErrors(() -> this.nodes.stream().allMatch((node) -> ok(node) && isComplete(node)));
	}

	private static boolean isComplete(RedisServer node) {
		Map<String, String> replication = node.admin().info("replication");
		boolean complete = Replication.isPrimary(node) ? "1".equals(replication.get("connected_slaves"))
				: "up".equals(replication.get("master_link_status"));
		return complete && !node.admin().text("CLUSTER", "NODES").contains("fail");
	}

	private void announceLink(RedisServer node) {
		SimulatedLink link = node.link();
		this.links.put(node, link);
		node.admin().configure("cluster-announce-port", String.valueOf(link.port()));
		// It is to hold after a restart too
		node.admin().call("CONFIG", "REWRITE");
	}

	private int announcedPort(RedisServer node) {
		SimulatedLink link = this.links.get(node);
		return (link != null) ? link.port() : node.port();
	}

	// Who does not answer within the timeout of the cluster is forgotten again
	private void introduce(RedisServer node) {
		RedisServer first = this.nodes.get(0);
		String known = first.admin().text("CLUSTER", "NODES");
		if (node != first && !known.contains(":" + node.port() + "@")
				&& !known.contains(":" + announcedPort(node) + "@")) {
			first.admin()
				.call("CLUSTER", "MEET", node.host(), String.valueOf(node.port()),
						String.valueOf(this.busPorts.get(node)));
		}
	}

	// A replica that its primary does not know yet never takes its place
	private void awaitReplica(RedisServer replica) {
		String line = "(?s).*" + id(replica) + " \\S+ (\\S+,)?slave.*";
		Patience.awaitThroughErrors(
				() -> this.nodes.stream().allMatch((node) -> node.admin().text("CLUSTER", "NODES").matches(line)));
	}

	private boolean allOk() {
		return this.nodes.stream().filter(RedisServer::running).allMatch(RedisClusterSetup::ok);
	}

	private static boolean ok(RedisServer node) {
		return node.admin().text("CLUSTER", "INFO").contains("cluster_state:ok");
	}

	private static boolean knows(RedisServer node, int total) {
		return ok(node) && node.admin().text("CLUSTER", "INFO").contains("cluster_known_nodes:" + total);
	}

	private static String id(RedisServer node) {
		return node.admin().text("CLUSTER", "MYID");
	}

	private RedisServer anyRunning() {
		return this.nodes.stream().filter(RedisServer::running).findFirst().orElseThrow();
	}

	private RedisServer node(long port) {
		return this.nodes.stream().filter((node) -> announcedPort(node) == port).findFirst().orElseThrow();
	}

	@Override
	public void close() {
		this.links.values().forEach(SimulatedLink::close);
		this.nodes.forEach(RedisServer::close);
	}

}
