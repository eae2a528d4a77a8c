package io.regioncache.testkit;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RedisServer} and {@link RedisExtension}.
 */
class RedisServerTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own("maxmemory 50mb");

	@Test
	void isEmptyAtTheBeginningOfEachTest() {
		assertThat(redis.admin().number("DBSIZE")).isZero();
		redis.admin().call("SET", "left", "over");
	}

	@Test
	void isEmptyAtTheBeginningOfTheNextTestToo() {
		assertThat(redis.admin().number("DBSIZE")).isZero();
		redis.admin().call("SET", "left", "over");
	}

	@Test
	void runsWhereTheBuildSays() {
		boolean alone = redis.admin().info("server").get("process_id").equals("1");
		assertThat(alone).isEqualTo(System.getProperty("regioncache.test.servers", "").equals("containers"));
	}

	@Test
	void takesLinesOfConfiguration() {
		assertThat(redis.admin().list("CONFIG", "GET", "maxmemory")).asString().contains("52428800");
	}

	@Test
	void restartsWithWhatItHadPersisted() {
		String run = redis.admin().info("server").get("run_id");
		redis.admin().call("SET", "k", "v");
		redis.server().snapshot();
		redis.server().restart();
		assertThat(redis.admin().text("GET", "k")).isEqualTo("v");
		assertThat(redis.admin().info("server").get("run_id")).isNotEqualTo(run);
	}

	@Test
	void restartsEmpty() {
		redis.admin().call("SET", "k", "v");
		redis.server().snapshot();
		redis.server().restartEmpty();
		assertThat(redis.admin().call("GET", "k")).isNull();
	}

	@Test
	void restartsFromAnOlderSnapshot() {
		redis.admin().call("SET", "k", "old");
		Path snapshot = redis.server().snapshot();
		redis.admin().call("SET", "k", "new");
		redis.server().restartFrom(snapshot);
		assertThat(redis.admin().text("GET", "k")).isEqualTo("old");
	}

	@Test
	void isBackAfterAKill() {
		redis.server().kill();
		assertThat(redis.server().running()).isFalse();
		assertThat(redis.admin().answers()).isFalse();
		redis.server().restart();
		assertThat(redis.admin().answers()).isTrue();
	}

	@Test
	void answersNothingWhilePaused() {
		redis.server().pause();
		try (RedisAdmin impatient = new RedisAdmin(redis.port(), 500)) {
			assertThat(impatient.answers()).isFalse();
		}
		redis.server().resume();
		assertThat(redis.admin().answers()).isTrue();
	}

	@Test
	void countsCommands() {
		redis.admin().call("GET", "a");
		redis.admin().call("GET", "b");
		assertThat(redis.admin().commandCalls()).containsEntry("get", 2L);
	}

}
