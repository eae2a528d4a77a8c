package io.regioncache.testkit;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests of {@link ServerClock}, where there is a server that can have one.
 */
class ServerClockTests {

	@BeforeAll
	static void needsACompilerAndAServer() {
		Assumptions.assumeTrue(ServerClock.isAvailable(), "no compiler, or no dynamically linked server");
	}

	@Test
	void serverFollowsItsClock() {
		try (ServerClock clock = ServerClock.create(); RedisServer server = RedisServer.start(clock)) {
			assertThat(secondsAhead(server)).isCloseTo(0, within(60L));
			clock.jump(Duration.ofDays(1));
			assertThat(secondsAhead(server)).isCloseTo(86_400, within(60L));
			clock.jump(Duration.ofDays(-3));
			assertThat(secondsAhead(server)).isCloseTo(-2 * 86_400, within(60L));
			server.restart();
			assertThat(secondsAhead(server)).isCloseTo(-2 * 86_400, within(60L));
		}
	}

	@Test
	void keysExpireByIt() {
		try (ServerClock clock = ServerClock.create(); RedisServer server = RedisServer.start(clock)) {
			server.admin().call("SET", "k", "v", "EX", "3600");
			assertThat(server.admin().text("GET", "k")).isEqualTo("v");
			clock.jump(Duration.ofHours(2));
			assertThat(server.admin().call("GET", "k")).isNull();
		}
	}

	private static long secondsAhead(RedisServer server) {
		return Long.parseLong(String.valueOf(server.admin().list("TIME").get(0))) - Instant.now().getEpochSecond();
	}

}
