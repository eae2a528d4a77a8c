package io.regioncache.testkit;

import io.regioncache.test.SimulatedLink.Direction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RedisPair}.
 */
class RedisPairTests {

	@Test
	void replicaFollowsThroughTheLink() {
		try (RedisPair pair = RedisPair.start()) {
			pair.primary().admin().call("SET", "k", "1");
			pair.awaitReplication();
			assertThat(pair.replica().admin().text("GET", "k")).isEqualTo("1");
			pair.link().blackHole();
			pair.primary().admin().call("SET", "k", "2");
			assertThat(pair.primary().admin().number("WAIT", "1", "300")).isZero();
			assertThat(pair.replica().admin().text("GET", "k")).isEqualTo("1");
			pair.link().heal();
			pair.awaitReplication();
			assertThat(pair.replica().admin().text("GET", "k")).isEqualTo("2");
		}
	}

	@Test
	void promotedReplicaHasLostTheTail() {
		try (RedisPair pair = RedisPair.start()) {
			RedisServer old = pair.primary();
			old.admin().call("SET", "kept", "1");
			pair.awaitReplication();
			pair.link().withhold(Direction.TO_CLIENT);
			old.admin().call("SET", "lost", "1");
			old.kill();
			pair.promote();
			assertThat(pair.primary()).isNotSameAs(old);
			assertThat(pair.primary().admin().text("GET", "kept")).isEqualTo("1");
			assertThat(pair.primary().admin().call("GET", "lost")).isNull();
			pair.primary().admin().call("SET", "next", "1");
			pair.follow();
			assertThat(pair.replica()).isSameAs(old);
			Awaitility.await().untilAsserted(() -> assertThat(old.admin().call("GET", "next")).isEqualTo("1"));
		}
	}

	@Test
	void bothArePrimariesUntilOneFollows() {
		try (RedisPair pair = RedisPair.start()) {
			RedisServer old = pair.primary();
			pair.link().refuse();
			pair.promote();
			old.admin().call("SET", "k", "old");
			pair.primary().admin().call("SET", "k", "new");
			assertThat(Replication.isPrimary(old) && Replication.isPrimary(pair.primary())).isTrue();
			assertThat(old.admin().text("GET", "k")).isEqualTo("old");
			pair.follow();
			assertThat(old.admin().text("GET", "k")).isEqualTo("new");
		}
	}

}
