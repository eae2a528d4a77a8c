package io.regioncache.testkit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RedisClusterSetup}.
 */
class RedisClusterSetupTests {

	@Test
	void replicaTakesOverWithoutTheTailOfACutReplication() {
		try (RedisClusterSetup cluster = RedisClusterSetup.start(3, true)) {
			RedisServer old = cluster.primaryOf("k");
			old.admin().call("SET", "k", "replicated");
			cluster.awaitReplication(old);
			cluster.cutReplication(old);
			old.admin().call("SET", "k", "tail");
			RedisServer next = cluster.kill(old);
			assertThat(cluster.primaryOf("k")).isSameAs(next).isNotSameAs(old);
			assertThat(next.admin().text("GET", "k")).isEqualTo("replicated");
		}
	}

}
