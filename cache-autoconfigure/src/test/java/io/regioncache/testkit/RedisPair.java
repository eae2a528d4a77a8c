package io.regioncache.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.regioncache.test.SimulatedLink;

/**
 * A primary and its replica, which replicates through a link that can be broken. Nobody
 * watches them: the test promotes, and may have two primaries at once.
 */
public final class RedisPair implements AutoCloseable {

	private final Map<RedisServer, SimulatedLink> links = new HashMap<>();

	private RedisServer primary;

	private RedisServer replica;

	private RedisPair(String... config) {
		this.primary = RedisServer.start(config);
		this.replica = RedisServer.start(config);
		for (RedisServer server : List.of(this.primary, this.replica)) {
			this.links.put(server, server.link());
			server.admin().configure("repl-diskless-sync-delay", "0");
			server.admin().configure("repl-ping-replica-period", "1");
		}
		follow();
	}

	/**
	 * Starts both and waits until the replica follows.
	 * @param config lines of both servers' {@code redis.conf}
	 * @return the running pair
	 */
	public static RedisPair start(String... config) {
		return new RedisPair(config);
	}

	public RedisServer primary() {
		return this.primary;
	}

	public RedisServer replica() {
		return this.replica;
	}

	/**
	 * Returns the link over which the replica follows now.
	 * @return the link to the primary
	 */
	public SimulatedLink link() {
		return Objects.requireNonNull(this.links.get(this.primary));
	}

	/**
	 * Waits until the replica holds what the primary has accepted so far.
	 */
	public void awaitReplication() {
		Replication.awaitAllOf(this.primary, this.replica);
	}

	/**
	 * Makes the replica a primary. The old one does not learn of it, and takes writes if
	 * it lives.
	 */
	public void promote() {
		this.replica.admin().call("REPLICAOF", "NO", "ONE");
		RedisServer old = this.primary;
		this.primary = this.replica;
		this.replica = old;
	}

	/**
	 * Starts the other server if it is dead, and lets it follow the primary: what it
	 * alone had accepted is lost.
	 */
	public void follow() {
		if (!this.replica.running()) {
			this.replica.restart();
		}
		this.replica.admin().call("REPLICAOF", link().host(), String.valueOf(link().port()));
		Replication.awaitLink(this.replica);
	}

	@Override
	public void close() {
		this.links.values().forEach(SimulatedLink::close);
		this.primary.close();
		this.replica.close();
	}

}
