package io.regioncache.testkit;

import java.util.List;

import org.awaitility.Awaitility;

/**
 * The link between a primary and its replicas, which sign in as a user that the primary
 * can lock out.
 */
final class Replication {

	private static final String USER = "replicator";

	private static final String SECRET = "replicators-secret";

	/**
	 * The lines that primary and replica share, as they change roles.
	 */
	static final List<String> CONFIG = List.of("user " + USER + " on >" + SECRET + " +psync +replconf +ping",
			"masteruser " + USER, "masterauth " + SECRET, "repl-diskless-sync-delay 0", "repl-ping-replica-period 1");

	private Replication() {
	}

	static void cut(RedisServer primary) {
		primary.admin().call("ACL", "SETUSER", USER, "off");
		primary.admin().call("CLIENT", "KILL", "TYPE", "replica");
	}

	static void heal(RedisServer primary) {
		primary.admin().call("ACL", "SETUSER", USER, "on");
	}

	/**
	 * Waits until a replica holds all that its primary has accepted so far, from
	 * whomever. {@code WAIT} would answer for what its own connection has written.
	 */
	static void awaitAllOf(RedisServer primary, RedisServer replica) {
		long accepted = offset(primary, "master_repl_offset");
		Awaitility.await().until(() -> offset(replica, "slave_repl_offset") >= accepted);
	}

	private static long offset(RedisServer server, String name) {
		return Long.parseLong(server.admin().info("replication").getOrDefault(name, "-1"));
	}

	static boolean isPrimary(RedisServer server) {
		return "master".equals(server.admin().info("replication").get("role"));
	}

	static void awaitLink(RedisServer replica) {
		Awaitility.await().until(() -> "up".equals(replica.admin().info("replication").get("master_link_status")));
	}

}
