package io.regioncache.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * A primary, its replica, and sentinels that promote the replica half a second after the
 * primary has gone. Replicas sign in as a user of their own, so that replication can be
 * cut at the primary without touching its other clients: what it accepts from then on is
 * lost when it fails.
 */
public final class RedisSentinelSetup implements AutoCloseable {

	private static final String NAME = "region";

	private final RedisServer first;

	private final RedisServer second;

	private final List<RedisServer> sentinels = new ArrayList<>();

	private RedisSentinelSetup(int sentinels, String... config) {
		String[] lines = Stream.concat(Replication.CONFIG.stream(), Stream.of(config)).toArray(String[]::new);
		this.first = RedisServer.start(lines);
		this.second = RedisServer.start(lines);
		this.second.admin().call("REPLICAOF", this.first.host(), String.valueOf(this.first.port()));
		Replication.awaitLink(this.second);
		List<String> watch = List.of(
				"sentinel monitor " + NAME + " " + this.first.host() + " " + this.first.port() + " "
						+ (sentinels / 2 + 1),
				"sentinel down-after-milliseconds " + NAME + " 500", "sentinel failover-timeout " + NAME + " 4000");
		for (int i = 0; i < sentinels; i++) {
			this.sentinels.add(RedisServer.sentinel(watch));
		}
		await(() -> this.sentinels.stream().allMatch((sentinel) -> sees(sentinel, sentinels)));
	}

	/**
	 * Starts the servers and waits until all of them know each other.
	 * @param sentinels how many sentinels; most of them must agree
	 * @param config lines of both servers' {@code redis.conf}
	 * @return the running setup
	 */
	public static RedisSentinelSetup start(int sentinels, String... config) {
		return new RedisSentinelSetup(sentinels, config);
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
		return (primary() == this.first) ? this.second : this.first;
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
		await(() -> accepts("SENTINEL", "FAILOVER", NAME));
		return awaitPromotionInsteadOf(old);
	}

	/**
	 * Waits until every sentinel names another primary, and that server is one.
	 * @param old the primary until now
	 * @return the new primary
	 */
	public RedisServer awaitPromotionInsteadOf(RedisServer old) {
		RedisServer next = (old == this.first) ? this.second : this.first;
		await(() -> this.sentinels.stream().allMatch((sentinel) -> named(sentinel) == next)
				&& Replication.isPrimary(next));
		return next;
	}

	/**
	 * Brings a dead primary back, empty, as the replica of its successor.
	 * @param dead the server
	 */
	public void rejoin(RedisServer dead) {
		RedisServer primary = primary();
		dead.restartEmpty();
		dead.admin().call("REPLICAOF", primary.host(), String.valueOf(primary.port()));
		Replication.awaitLink(dead);
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
		return String.valueOf(this.first.port()).equals(address.get(1)) ? this.first : this.second;
	}

	private static boolean sees(RedisServer sentinel, int sentinels) {
		String master = sentinel.admin().info("sentinel").getOrDefault("master0", "");
		return master.contains("status=ok") && master.contains("slaves=1,")
				&& master.endsWith("sentinels=" + sentinels);
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().pollDelay(Duration.ZERO).ignoreExceptions().until(condition);
	}

	@Override
	public void close() {
		this.sentinels.forEach(RedisServer::close);
		this.first.close();
		this.second.close();
	}

}
