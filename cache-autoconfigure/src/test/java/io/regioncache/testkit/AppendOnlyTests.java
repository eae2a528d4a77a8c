package io.regioncache.testkit;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of a {@link RedisServer} that keeps a log of its own.
 */
class AppendOnlyTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own("appendonly yes", "appendfsync always");

	@Test
	void keepsWhatItHadAppended() {
		redis.admin().call("SET", "k", "v");
		redis.server().restart();
		assertThat(redis.admin().text("GET", "k")).isEqualTo("v");
	}

	@Test
	void losesTheTail() {
		redis.admin().call("SET", "first", "1");
		redis.admin().call("SET", "second", "2");
		redis.server().restartWithoutTail(5);
		assertThat(redis.admin().text("GET", "first")).isEqualTo("1");
		assertThat(redis.admin().call("GET", "second")).isNull();
		redis.server().restartWithoutTail(1_000_000);
		assertThat(redis.admin().number("DBSIZE")).isZero();
	}

	@Test
	void restartsFromAnOlderSnapshotAndGoesOnAppending() {
		redis.admin().call("SET", "k", "old");
		Path snapshot = redis.server().snapshot();
		redis.admin().call("SET", "k", "new");
		redis.server().restartFrom(snapshot);
		assertThat(redis.admin().text("GET", "k")).isEqualTo("old");
		redis.admin().call("SET", "k", "newer");
		redis.server().restart();
		assertThat(redis.admin().text("GET", "k")).isEqualTo("newer");
	}

	@Test
	void restartsEmpty() {
		redis.admin().call("SET", "k", "v");
		redis.server().restartEmpty();
		assertThat(redis.admin().number("DBSIZE")).isZero();
	}

	@Test
	void serverWithoutALogHasNoTail() {
		try (RedisServer server = RedisServer.start()) {
			assertThatIllegalStateException().isThrownBy(() -> server.restartWithoutTail(1))
				.withMessage("Nothing was ever appended. Is the server configured with 'appendonly yes'?");
		}
	}

}
