package io.regioncache.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A cluster of primaries that share the slots evenly, each with one replica or none.
 */
public final class RedisClusterSetup implements AutoCloseable {

	private static final int SLOTS = 16_384;

	private final List<RedisServer> nodes = new ArrayList<>();

	private RedisClusterSetup(int primaries, boolean replicas, String... config) {
		int total = replicas ? 2 * primaries : primaries;
		for (int i = 0; i < total; i++) {
			int busPort = Ports.next();
			Stream<String> own = Stream.of("cluster-enabled yes", "cluster-node-timeout 2000",
					"cluster-port " + busPort, "cluster-announce-ip 127.0.0.1", "cluster-replica-validity-factor 0");
			Stream<String> lines = Stream.of(own, Replication.CONFIG.stream(), Stream.of(config))
				.flatMap((part) -> part);
			RedisServer node = RedisServer.start(lines.toArray(String[]::new));
			this.nodes.add(node);
			introduce(node, i, busPort);
		}
		for (int i = 0; i < primaries; i++) {
			this.nodes.get(i)
				.admin()
				.call("CLUSTER", "ADDSLOTSRANGE", String.valueOf(SLOTS * i / primaries),
						String.valueOf(SLOTS * (i + 1) / primaries - 1));
		}
		await(() -> this.nodes.stream().allMatch((node) -> knows(node, total)));
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
		return new RedisClusterSetup(primaries, replicas, config);
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
		long slot = anyRunning().admin().number("CLUSTER", "KEYSLOT", key);
		for (Object range : anyRunning().admin().list("CLUSTER", "SLOTS")) {
			List<?> fields = (List<?>) range;
			if ((Long) fields.get(0) <= slot && slot <= (Long) fields.get(1)) {
				return node((Long) ((List<?>) fields.get(2)).get(1));
			}
		}
		throw new IllegalStateException("Nobody serves slot " + slot);
	}

	public RedisServer replicaOf(RedisServer primary) {
		String port = String.valueOf(primary.port());
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
		await(() -> Replication.isPrimary(replica) && allOk());
		return replica;
	}

	private void introduce(RedisServer node, int index, int busPort) {
		node.admin().call("CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(index + 1));
		if (index > 0) {
			this.nodes.get(0)
				.admin()
				.call("CLUSTER", "MEET", node.host(), String.valueOf(node.port()), String.valueOf(busPort));
		}
	}

	// A replica that its primary does not know yet never takes its place
	private void awaitReplica(RedisServer replica) {
		String line = "(?s).*" + id(replica) + " \\S+ (\\S+,)?slave.*";
		await(() -> this.nodes.stream().allMatch((node) -> node.admin().text("CLUSTER", "NODES").matches(line)));
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
		return this.nodes.stream().filter((node) -> node.port() == port).findFirst().orElseThrow();
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().pollDelay(Duration.ZERO).ignoreExceptions().until(condition);
	}

	@Override
	public void close() {
		this.nodes.forEach(RedisServer::close);
	}

}
