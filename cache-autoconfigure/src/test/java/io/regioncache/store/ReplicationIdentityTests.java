package io.regioncache.store;

import java.time.Duration;

import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A primary takes a new {@code master_replid} without a restart when its first replica
 * comes, and when its last one has been gone for {@code repl-backlog-ttl}: the region
 * then begins a new epoch.
 */
class ReplicationIdentityTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final RedisServer forgetful = RedisServer.start("repl-backlog-ttl 1");

	private final RedisServer faithful = RedisServer.start("repl-backlog-ttl 0");

	private final RedisServer replica = RedisServer.start();

	private final RedisServer otherReplica = RedisServer.start();

	private final StoreNode forgetfulNode = StoreNode.of(this.forgetful.url()).awaitAvailable();

	private final StoreNode faithfulNode = StoreNode.of(this.faithful.url()).awaitAvailable();

	@AfterEach
	void close() {
		this.forgetfulNode.close();
		this.faithfulNode.close();
		this.otherReplica.close();
		this.replica.close();
		this.faithful.close();
		this.forgetful.close();
	}

	@Test
	void aNewIdentityIsANewEpoch() {
		cache(this.faithfulNode, 1);
		String first = identity(this.faithful);
		follow(this.replica, this.faithful);
		assertThat(identity(this.faithful)).as("with its first replica").isNotEqualTo(first);
		awaitForgotten(this.faithfulNode, 2);

		follow(this.otherReplica, this.forgetful);
		awaitEpoch(this.forgetful);
		awaitEpoch(this.faithful);
		cache(this.forgetfulNode, 3);
		cache(this.faithfulNode, 2);
		String forgotten = identity(this.forgetful);
		String kept = identity(this.faithful);
		String epoch = epoch(this.faithful);
		this.replica.admin().call("REPLICAOF", "NO", "ONE");
		this.otherReplica.admin().call("REPLICAOF", "NO", "ONE");
		Awaitility.await().atMost(PATIENCE).until(() -> !identity(this.forgetful).equals(forgotten));
		awaitForgotten(this.forgetfulNode, 4);
		assertThat(identity(this.faithful)).as("without a time to live").isEqualTo(kept);
		assertThat(epoch(this.faithful)).isEqualTo(epoch);
		assertThat(this.faithfulNode.read(0, 4)).as("still cached").isEqualTo(2);
	}

	private static void cache(StoreNode node, int version) {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> node.read(0, version) == version && node.read(0, -1) == version);
	}

	private static void awaitForgotten(StoreNode node, int version) {
		Awaitility.await().atMost(PATIENCE).until(() -> node.read(0, version) == version);
	}

	/**
	 * Wait until the region reigns under the present identity of its server.
	 */
	private static void awaitEpoch(RedisServer server) {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> identity(server).equals(server.admin().text("HGET", "{race}:m", "reign")));
	}

	private static void follow(RedisServer replica, RedisServer primary) {
		replica.admin().call("REPLICAOF", primary.host(), String.valueOf(primary.port()));
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> "up".equals(replica.admin().info("replication").get("master_link_status")));
	}

	private static String identity(RedisServer server) {
		return server.admin().info("replication").get("master_replid");
	}

	private static String epoch(RedisServer server) {
		return server.admin().text("HGET", "{race}:m", "epoch");
	}

}
