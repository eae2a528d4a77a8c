package io.regioncache.testkit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RedisSentinelSetup}.
 */
class RedisSentinelSetupTests {

	private final RedisSentinelSetup setup = RedisSentinelSetup.start(3);

	@AfterEach
	void close() {
		this.setup.close();
	}

	@Test
	void losesTheTailOfACutReplicationWhenThePrimaryDies() {
		RedisServer old = this.setup.primary();
		old.admin().call("SET", "k", "replicated");
		this.setup.awaitReplication();
		this.setup.cutReplication();
		old.admin().call("SET", "k", "tail");
		RedisServer next = this.setup.killPrimary();
		assertThat(next).isNotSameAs(old);
		assertThat(next.admin().text("GET", "k")).isEqualTo("replicated");
	}

	@Test
	void failsOverWhileThePrimaryIsWell() {
		RedisServer old = this.setup.primary();
		old.admin().call("SET", "k", "v");
		this.setup.awaitReplication();
		RedisServer next = this.setup.failOver();
		assertThat(next).isNotSameAs(old);
		assertThat(next.admin().text("GET", "k")).isEqualTo("v");
	}

}
