package io.regioncache.replication.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.LogRecord;
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

	/**
	 * Whatever lies beside a record, a reader gets little of it, and what is no context
	 * of a trace is not passed on.
	 */
	@Test
	void readsTheContextOfATraceThatLiesBesideARecord() throws Exception {
		String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
		redis.admin().call("DEL", "{app}:log");
		redis.admin().call("HSET", "{app}:m", "epoch", "0000000000000001", "seq", "3", "clock", "3");
		add(1, "t", trace);
		add(2, "t", "x".repeat(10_000));
		add(3, "u", trace);
		List<LogRecord> records = ReadRecords.of(bytes(page(1000, RECORD))).page().records();
		assertThat(records).extracting(LogRecord::trace).containsExactly(trace, "x".repeat(56), "");
		Inspected inspected = new ArrivalCheck(new RedisKeys("app", ""), ArrivalPolicy.NONE).inspect(records);
		assertThat(inspected.records()).extracting(LogRecord::trace).containsExactly(trace, "", "");
		assertThat(inspected.refused()).isEqualTo(Map.of(RecordRefusal.TRACE, 1));
		assertThat(inspected.records()).extracting(LogRecord::scope).containsOnly(Scope.tag("a"));
	}

	/**
	 * As Lettuce hands it out.
	 */
	private static List<Object> bytes(List<Object> answer) {
		return answer.stream()
			.map((value) -> (value instanceof String text) ? text.getBytes(StandardCharsets.UTF_8) : value)
			.toList();
	}

	private static void add(int sequence, String field, String value) throws Exception {
		redis.admin()
			.call("EVAL",
					"return redis.call('XADD', KEYS[1], ARGV[1] .. '-0', 'r', '\\1R\\0' .. struct.pack('>I8I8I8I8I8I8', 1, ARGV[1], 1, 1, ARGV[1], 0) .. 't:a', ARGV[2], ARGV[3])",
					"1", "{app}:log", String.valueOf(sequence), field, value);
	}

	private static int records(int most, int bytes) throws Exception {
		return (page(most, bytes).size() - 6) / 3;
	}

	@SuppressWarnings("unchecked")
	private static List<Object> page(int most, int bytes) throws Exception {
		String script = new ClassPathResource("io/regioncache/store/page.lua")
			.getContentAsString(StandardCharsets.UTF_8);
		return (List<Object>) redis.admin()
			.list("EVAL", script, "2", "{app}:m", "{app}:log", "0", String.valueOf(most), String.valueOf(bytes),
					String.valueOf(100 * RECORD), "10");
	}

}
