package io.regioncache.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A primary takes a new {@code master_replid} in five cases. When its first replica
 * comes, and when its last one has been gone for {@code repl-backlog-ttl}, it has lost
 * nothing, and the epoch goes on. After a promotion, a restart, and a time as a replica
 * it may have, and a new epoch begins.
 */
class ReplicationIdentityTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final MetadataKeys KEYS = MetadataKeys.of("race");

	private final RedisServer server = RedisServer.start("repl-backlog-ttl 2", "repl-diskless-sync-delay 0");

	private final RedisServer other = RedisServer.start("repl-diskless-sync-delay 0");

	@AfterEach
	void close() {
		this.other.close();
		this.server.close();
	}

	@Test
	void theEpochGoesOnWhenTheFirstReplicaComesAndTheLastHasLeft() {
		try (StoreNode node = StoreNode.of(this.server.url()).awaitAvailable()) {
			Awaitility.await().atMost(PATIENCE).until(() -> node.read(0, 1) == 1 && node.read(0, -1) == 1);
			String epoch = metadata("epoch");
			String alone = identity(this.server);

			follow(this.other, this.server);
			String followed = identity(this.server);
			assertThat(followed).as("with its first replica").isNotEqualTo(alone);
			awaitReign(followed);
			assertThat(metadata("epoch")).isEqualTo(epoch);
			assertThat(node.read(0, 2)).as("still cached").isEqualTo(1);

			promote(this.other);
			Awaitility.await().atMost(PATIENCE).until(() -> !identity(this.server).equals(followed));
			awaitReign(identity(this.server));
			assertThat(metadata("epoch")).isEqualTo(epoch);
			assertThat(node.read(0, 3)).as("still cached").isEqualTo(1);
		}
	}

	@Test
	void aPromotedReplicaBeginsAnEpoch() {
		long epoch = attach(this.server);
		follow(this.other, this.server);
		promote(this.other);
		seenJustNow(this.other);
		assertThat(attach(this.other)).isNotEqualTo(epoch);
	}

	@Test
	void aRestartBeginsAnEpoch() {
		long epoch = attach(this.server);
		Path snapshot = this.server.snapshot();
		this.server.restartFrom(snapshot);
		assertThat(this.server.admin().info("replication").get("master_replid2")).matches("0+");
		seenJustNow(this.server);
		assertThat(attach(this.server)).isNotEqualTo(epoch);
	}

	@Test
	void aPrimaryThatWasAReplicaMeanwhileBeginsAnEpoch() {
		long epoch = attach(this.server);
		follow(this.other, this.server);
		promote(this.other);
		follow(this.server, this.other);
		promote(this.server);
		seenJustNow(this.server);
		assertThat(attach(this.server)).isNotEqualTo(epoch);
	}

	@Test
	void soDoesOneThatHasForgottenThatItWas() {
		long epoch = attach(this.server);
		follow(this.other, this.server);
		assertThat(attach(this.server)).as("before").isEqualTo(epoch);
		promote(this.other);
		// Only the former primary has this, and loses it
		this.server.admin().call("HINCRBY", "{race}:m", "clock", "1");
		follow(this.server, this.other);
		promote(this.server);
		assertThat(this.server.admin().number("HEXISTS", "{race}:m", "clock")).isZero();
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> this.server.admin().info("replication").get("master_replid2").matches("0+"));
		assertThat(attach(this.server)).isNotEqualTo(epoch);
	}

	@Test
	void aServerThatWasSetBackIsNotBelieved() {
		long epoch = attach(this.server);
		this.server.admin().call("DEBUG", "CHANGE-REPL-ID");
		assertThat(attach(this.server)).as("the same data").isEqualTo(epoch);
		long later = 10_000 + Long.parseLong(metadata("at"));
		this.server.admin().call("HSET", "{race}:m", "at", Long.toString(later));
		this.server.admin().call("DEBUG", "CHANGE-REPL-ID");
		assertThat(attach(this.server)).isNotEqualTo(epoch);
	}

	@Test
	void theProcessCountsOnlyTogetherWithTheIdentityItServedUnder() {
		long epoch = attach(this.server);
		// An earlier version of the library, which does not name the process, at another
		// server
		this.server.admin().call("HSET", "{race}:m", "reign", "0".repeat(40));
		assertThat(attach(this.server)).isNotEqualTo(epoch);
	}

	private static long attach(RedisServer server) {
		RedisClient client = RedisClient.create(server.url());
		RedisConnector connector = new RedisConnector(() -> client, KEYS);
		Session session = connector.open();
		try {
			return session.attach().join().epoch();
		}
		finally {
			session.close().join();
			connector.close();
			client.shutdown(0, 1, TimeUnit.SECONDS);
		}
	}

	/**
	 * However long all of this has taken, it counts as a moment.
	 */
	private static void seenJustNow(RedisServer server) {
		server.admin()
			.call("EVAL", "local now = redis.call('TIME') "
					+ "redis.call('HSET', KEYS[1], 'at', string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000)))",
					"1", "{race}:m");
	}

	private static void promote(RedisServer replica) {
		replica.admin().call("REPLICAOF", "NO", "ONE");
	}

	private static void follow(RedisServer replica, RedisServer primary) {
		replica.admin().call("REPLICAOF", primary.host(), String.valueOf(primary.port()));
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> "up".equals(replica.admin().info("replication").get("master_link_status")));
	}

	private void awaitReign(String identity) {
		Awaitility.await().atMost(PATIENCE).until(() -> identity.equals(metadata("reign")));
	}

	private static String identity(RedisServer server) {
		return server.admin().info("replication").get("master_replid");
	}

	private String metadata(String field) {
		return this.server.admin().text("HGET", "{race}:m", field);
	}

}
