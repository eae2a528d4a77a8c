package io.regioncache.replication.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@code page.lua}: what is read of a log at once is bounded in bytes, whatever
 * lies in it.
 */
class PageScriptTests {

	private static final int RECORD = 100_000;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@Test
	void readsNoMoreThanOneRecordBeyondTheBytesAskedFor() throws Exception {
		redis.admin().call("HSET", "{app}:m", "epoch", "0000000000000001", "seq", "20", "clock", "20");
		for (int i = 1; i <= 20; i++) {
			redis.admin().call("XADD", "{app}:log", i + "-0", "r", "x".repeat(RECORD));
		}
		assertThat(records(1000, 5 * RECORD)).isEqualTo(5);
		assertThat(records(1000, 5 * RECORD + 1)).isEqualTo(6);
		assertThat(records(1000, 1)).as("or a reader would never get on").isEqualTo(1);
		assertThat(records(3, 100 * RECORD)).isEqualTo(3);
		assertThat(records(1000, 100 * RECORD)).isEqualTo(20);
	}

	private static int records(int most, int bytes) throws Exception {
		String script = new ClassPathResource("io/regioncache/store/page.lua")
			.getContentAsString(StandardCharsets.UTF_8);
		List<?> answer = redis.admin()
			.list("EVAL", script, "2", "{app}:m", "{app}:log", "0", String.valueOf(most), String.valueOf(bytes),
					String.valueOf(100 * RECORD), "10");
		return (answer.size() - 4) / 3;
	}

}
