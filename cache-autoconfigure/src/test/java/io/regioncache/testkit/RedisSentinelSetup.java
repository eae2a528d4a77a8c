package io.regioncache.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A primary, its replica, and sentinels that promote the replica half a second after the
 * primary has gone. Replicas sign in as a user of their own, so that replication can be
 * cut at the primary without touching its other clients: what it accepts from then on is
 * lost when it fails.
 */
public final class RedisSentinelSetup implements AutoCloseable {

	private static final String NAME = "region";

	private static final int DOWN_AFTER_MILLIS = 500;

	private final List<RedisServer> servers = new ArrayList<>();

	private final List<RedisServer> sentinels = new ArrayList<>();

	private RedisSentinelSetup(int sentinels, int replicas, int downAfterMillis, String... config) {
		String[] lines = Stream.concat(Replication.CONFIG.stream(), Stream.of(config)).toArray(String[]::new);
		for (int i = 0; i <= replicas; i++) {
			this.servers.add(RedisServer.start(lines));
		}
		RedisServer primary = this.servers.get(0);
		others(primary).forEach((replica) -> follow(replica, primary));
		List<String> watch = List.of(
				"sentinel monitor " + NAME + " " + primary.host() + " " + primary.port() + " " + (sentinels / 2 + 1),
				"sentinel down-after-milliseconds " + NAME + " " + downAfterMillis,
				"sentinel failover-timeout " + NAME + " 4000");
		for (int i = 0; i < sentinels; i++) {
			this.sentinels.add(RedisServer.sentinel(watch));
		}
		Patience.awaitThroughErrors(this::sentinelsAgree);
	}

	/**
	 * Starts a primary with one replica, and waits until all servers know each other.
	 * @param sentinels how many sentinels; most of them must agree
	 * @param config lines of both servers' {@code redis.conf}
	 * @return the running setup
	 */
	public static RedisSentinelSetup start(int sentinels, String... config) {
		return new RedisSentinelSetup(sentinels, 1, DOWN_AFTER_MILLIS, config);
	}

	/**
	 * Starts the servers and waits until all of them know each other.
	 * @param sentinels how many sentinels; most of them must agree
	 * @param replicas how many replicas the primary has
	 * @param downAfterMillis after what silence a sentinel takes a server for dead
	 * @param config lines of every server's {@code redis.conf}
	 * @return the running setup
	 */
	public static RedisSentinelSetup start(int sentinels, int replicas, int downAfterMillis, String... config) {
		return new RedisSentinelSetup(sentinels, replicas, downAfterMillis, config);
	}

	public String name() {
		return NAME;
	}

	public List<String> sentinelAddresses() {
		return this.sentinels.stream().map(RedisServer::address).toList();
	}

	public List<RedisServer> sentinels() {
		return this.sentinels;
	}

	/**
	 * Returns the server that the sentinels name as the primary now.
	 * @return the primary
	 */
	public RedisServer primary() {
		return named(this.sentinels.get(0));
	}

	public RedisServer replica() {
		return others(primary()).get(0);
	}

	/**
	 * Waits until the replica holds what the primary has accepted so far.
	 */
	public void awaitReplication() {
		Replication.awaitAllOf(primary(), replica());
	}

	/**
	 * Cuts the link between primary and replica, and nothing else.
	 */
	public void cutReplication() {
		Replication.cut(primary());
	}

	/**
	 * Lets replicas sign in again.
	 */
	public void healReplication() {
		Replication.heal(primary());
	}

	/**
	 * Kills the primary and waits for the replica's promotion.
	 * @return the new primary
	 */
	public RedisServer killPrimary() {
		RedisServer old = primary();
		old.kill();
		return awaitPromotionInsteadOf(old);
	}

	/**
	 * Has the sentinels promote the replica while the primary is well.
	 * @return the new primary
	 */
	public RedisServer failOver() {
		RedisServer old = primary();
		Patience.awaitThroughErrors(() -> accepts("SENTINEL", "FAILOVER", NAME));
		return awaitPromotionInsteadOf(old);
	}

	/**
	 * Waits until every sentinel names another primary, and that server is one.
	 * @param old the primary until now
	 * @return the new primary
	 */
	public RedisServer awaitPromotionInsteadOf(RedisServer old) {
		Patience.awaitThroughErrors(() -> {
			RedisServer next = primary();
			return next != old && this.sentinels.stream().allMatch((sentinel) -> named(sentinel) == next)
					&& Replication.isPrimary(next);
		});
		return primary();
	}

	/**
	 * Waits until all servers run, and the sentinels see every replica of the primary.
	 */
	public void awaitWhole() {
		Patience.awaitThroughErrors(() -> {
			RedisServer primary = primary();
			return Replication.isPrimary(primary) && sentinelsAgree()
					&& others(primary).stream().allMatch((replica) -> follows(replica, primary));
		});
	}

	/**
	 * Brings a dead primary back, empty, as the replica of its successor.
	 * @param dead the server
	 */
	public void rejoin(RedisServer dead) {
		RedisServer primary = primary();
		dead.restartEmpty();
		follow(dead, primary);
	}

	private static void follow(RedisServer replica, RedisServer primary) {
		replica.admin().call("REPLICAOF", primary.host(), String.valueOf(primary.port()));
		Replication.awaitLink(replica);
	}

	private static boolean follows(RedisServer replica, RedisServer primary) {
		Map<String, String> replication = replica.admin().info("replication");
		return String.valueOf(primary.port()).equals(replication.get("master_port"))
				&& "up".equals(replication.get("master_link_status"));
	}

	private List<RedisServer> others(RedisServer primary) {
		return this.servers.stream().filter((server) -> server != primary).toList();
	}

	private boolean accepts(String... command) {
		try {
			this.sentinels.get(0).admin().call(command);
			return true;
		}
		catch (RespConnection.ErrorReply ex) {
			return false;
		}
	}

	private RedisServer named(RedisServer sentinel) {
		List<?> address = sentinel.admin().list("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME);
		return this.servers.stream()
			.filter((server) -> String.valueOf(server.port()).equals(address.get(1)))
			.findFirst()
			.orElseThrow();
	}

	private boolean sentinelsAgree() {
		return this.sentinels.stream().allMatch((sentinel) -> {
			String master = sentinel.admin().info("sentinel").getOrDefault("master0", "");
			return master.contains("status=ok") && master.contains("slaves=" + (this.servers.size() - 1) + ",")
					&& master.endsWith("sentinels=" + this.sentinels.size());
		});
	}

	@Override
	public void close() {
		this.sentinels.forEach(RedisServer::close);
		this.servers.forEach(RedisServer::close);
	}

}
