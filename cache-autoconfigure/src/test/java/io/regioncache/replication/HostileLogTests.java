package io.regioncache.replication;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.regioncache.store.entry.Scope;
import io.regioncache.testkit.RedisAdmin;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a log, or what is published of it, may hold against its format: no region stops
 * reading for it, and none passes over a record that it has not read.
 */
class HostileLogTests {

	private static final String METADATA = "{app}:m";

	private static final String LOG = "{app}:log";

	private static final String AS_BYTES = """
			local seq = tonumber(redis.call('HGET', KEYS[1], 'seq') or '0') + 1
			local name = redis.call('HGET', KEYS[1], 'epoch')
			local epoch = string.gsub(name, '%x%x', function(digits)
				return string.char(tonumber(digits, 16))
			end)
			local at = epoch .. struct.pack('>I8I8', seq, 1)
			local origin = epoch .. struct.pack('>I8I8', redis.call('HINCRBY', KEYS[1], 'o:' .. name, 1), 0)
			""";

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own();

	@AutoClose
	private ReplicaNode inEast;

	@AutoClose
	private ReplicaNode inWest;

	@BeforeEach
	void start() {
		this.inEast = node("east");
		this.inWest = node("west");
		this.inEast.awaitLevel("west");
		this.inWest.awaitLevel("east");
	}

	@ParameterizedTest
	@ValueSource(strings = { "'junk'", "''", "'\\1R\\0'", "'\\1R\\0' .. at .. epoch",
			"'\\0R\\0' .. at .. origin .. 't:x'", "'\\1R\\0' .. epoch .. string.rep('\\255', 16) .. origin .. 't:x'",
			"'\\1R\\0' .. epoch .. struct.pack('>I8I8', seq + 5, 1) .. origin .. 't:x'",
			"'\\1R\\0' .. string.rep('x', 8) .. struct.pack('>I8I8', seq, 1) .. origin .. 't:x'" })
	void bytesThatAreNoRecordOfTheLogStopNobody(String bytes) {
		run("redis.call('XADD', KEYS[2], seq .. '-0', 'r', " + bytes + ")"
				+ " redis.call('HSET', KEYS[1], 'seq', seq)");
		assertReadsOn();
	}

	@Test
	void anEntryWithoutARecordStopsNobody() {
		run("redis.call('XADD', KEYS[2], seq .. '-0', 'x', 'y') redis.call('HSET', KEYS[1], 'seq', seq)");
		assertReadsOn();
	}

	@Test
	void aLogOfAnotherTypeStopsNobody() {
		east.admin().call("DEL", LOG);
		east.admin().call("SET", LOG, "foreign");
		assertReadsOn();
	}

	@ParameterizedTest
	@ValueSource(strings = { "'\\1?\\0' .. at .. origin .. 't:x'", "'\\2R\\0' .. at .. origin .. 't:x'",
			"'\\1R\\64' .. at .. origin .. 't:x'", "'\\1R\\0' .. at .. origin .. 'what is this'",
			"'\\1T\\0' .. at .. origin .. 'odd'" })
	void aRecordThatIsNotUnderstoodMarksEverything(String record) {
		long before = west.admin().number("HGET", METADATA, "*");
		run("redis.call('XADD', KEYS[2], seq .. '-0', 'r', " + record + ")"
				+ " redis.call('HSET', KEYS[1], 'seq', seq)");
		await().until(() -> west.admin().number("HGET", METADATA, "*") > before);
		assertReadsOn();
	}

	@ParameterizedTest
	@ValueSource(strings = { "''", "'junk'", "string.rep('\\255', 64)", "struct.pack('>I4', 2147483647) .. 'x'",
			"struct.pack('>I4', 3) .. 'abc'", "struct.pack('>I4', 0)",
			"struct.pack('>I4', 54) .. '\\1R\\0' .. epoch .. struct.pack('>I8I8', seq + 9, 1) .. origin .. 't:x'",
			"struct.pack('>I4', 54) .. '\\1R\\0' .. string.rep('x', 8) .. struct.pack('>I8I8', seq, 1) .. origin .. 't:x'" })
	void whatIsPublishedAndDoesNotFollowStopsNobody(String message) {
		for (int i = 0; i < 10; i++) {
			run("redis.call('SPUBLISH', KEYS[2], " + message + ")");
		}
		assertReadsOn();
	}

	@Test
	void aRecordThatIsMissingIsFoundAmongTheMarkers() {
		this.inWest.close();
		this.inEast.invalidate("first").join();
		this.inEast.invalidate("gone").join();
		run("redis.call('XDEL', KEYS[2], (seq - 1) .. '-0')");
		this.inEast.invalidate("last").join();
		this.inWest = node("west");
		await().until(() -> marker("last") != null);
		assertThat(marker("gone")).isNotNull();
		assertReadsOn();
	}

	@Test
	void aSourceWhoseStateMakesNoSenseIsTriedUntilItDoes() {
		String epochs = east.admin().text("HGET", METADATA, "epochs");
		east.admin().call("HSET", METADATA, "epochs", "zz not hexadecimal");
		run("redis.call('XADD', KEYS[2], (seq + 7) .. '-0', 'r', 'junk') redis.call('HSET', KEYS[1], 'seq', seq + 7)");
		await().until(() -> this.inWest.replicator().sources().get("east").failure() != null);
		east.admin().call("HSET", METADATA, "epochs", epochs);
		assertReadsOn();
	}

	private void assertReadsOn() {
		this.inEast.invalidate("books").join();
		await().until(() -> marker("books") != null);
		this.inEast.invalidate("authors").join();
		await().until(() -> marker("authors") != null);
		RedisAdmin source = east.admin();
		await().until(() -> west.admin()
			.text("HGET", METADATA, "s:east")
			.startsWith(source.text("HGET", METADATA, "epoch") + ':' + source.text("HGET", METADATA, "seq") + ':'));
	}

	private static void run(String script) {
		east.admin().call("EVAL", AS_BYTES + script, "2", METADATA, LOG);
	}

	private static Object marker(String tag) {
		return west.admin().call("HGET", METADATA, Scope.tag(tag).field());
	}

	private static ReplicaNode node(String name) {
		return new ReplicaNode(name, Topology.mesh(List.of("east", "west")),
				Map.of("east", east.server().url(), "west", west.server().url())::get);
	}

	private static ConditionFactory await() {
		return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(30));
	}

}
