package io.regioncache.store.session;

import java.util.concurrent.CompletableFuture;

import io.lettuce.core.api.StatefulRedisConnection;

/**
 * Tells one server from another, and a primary from what it was before: two primaries
 * never share a replication id.
 *
 * @param role {@code master} or {@code slave}
 * @param replicationId the id of the history of writes that the server continues
 */
record ServerRole(String role, String replicationId) {

	static CompletableFuture<ServerRole> of(StatefulRedisConnection<byte[], byte[]> connection) {
		return connection.async().info("replication").toCompletableFuture().thenApply(ServerRole::parse);
	}

	private static ServerRole parse(String info) {
		String role = "";
		String replicationId = "";
		for (String line : info.split("\r?\n")) {
			if (line.startsWith("role:")) {
				role = line.substring("role:".length());
			}
			else if (line.startsWith("master_replid:")) {
				replicationId = line.substring("master_replid:".length());
			}
		}
		return new ServerRole(role, replicationId);
	}

}
