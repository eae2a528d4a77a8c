package io.regioncache.replication;

import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import io.regioncache.replication.redis.ArrivalLease;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import io.regioncache.testkit.Patience;
import io.regioncache.testkit.RedisAdmin;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a log, or what is published of it, may hold against its format: no region stops
 * reading for it, and none passes over a record that it has not read.
 */
@ExtendWith(OutputCaptureExtension.class)
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

	/**
	 * It would be issued twice, and every other region would pass over what this one
	 * invalidates next.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "9007199254740991", "1000" })
	void aRecordThatClaimsAPositionOfTheReaderItselfIsRefused(String sequence, CapturedOutput output) {
		String own = west.admin().text("HGET", METADATA, "epoch");
		String issued = west.admin().text("HGET", METADATA, "o:" + own);
		append("'\\1R\\0' .. at .. " + position(own, sequence) + " .. 't:forged'");
		assertReadsOn();
		assertThat(west.admin().text("HGET", METADATA, "o:" + own)).isEqualTo(issued);
		assertThat(marker("forged")).isNull();
		assertThat(output).contains("Region west refused records in the log of east: {POSITION=");
		this.inWest.invalidate("answer").join();
		await().until(() -> east.admin().call("HGET", METADATA, "t:answer") != null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "9007199254740991", "4503599627370496", "1100000" })
	void aRecordThatGetsAheadOfEverythingIsRefused(String sequence) {
		String epoch = east.admin().text("HGET", METADATA, "epoch");
		append("'\\1R\\0' .. at .. " + position(epoch, sequence) + " .. 't:forged'");
		assertReadsOn();
		assertThat(west.admin().number("HGET", METADATA, "o:" + epoch)).isLessThan(1000);
	}

	/**
	 * What a region tells of itself counts, whatever others have claimed that it has
	 * told.
	 */
	@Test
	void aPositionThatAnotherRegionClaimsBeforehandHidesNothing() {
		String epoch = west.admin().text("HGET", METADATA, "epoch");
		// As a third region would have passed it on
		east.admin().call("HINCRBY", METADATA, "o:" + epoch, "50");
		this.inWest.invalidate("authors of the west").join();
		await().until(() -> east.admin().call("HGET", METADATA, Scope.tag("authors of the west").field()) != null);
		assertReadsOn();
	}

	@Test
	void noStateTransferPassesOverWhatAnotherRegionClaimsBeforehand() {
		for (String tag : List.of("first", "second")) {
			this.inEast.invalidate(tag).join();
			await().until(() -> marker(tag) != null);
		}
		this.inWest.close();
		west.admin().call("HINCRBY", METADATA, "o:" + east.admin().text("HGET", METADATA, "epoch"), "50");
		long everything = west.admin().number("HGET", METADATA, "*");
		this.inEast.invalidate("gone").join();
		run("redis.call('XDEL', KEYS[2], (seq - 1) .. '-0')");
		this.inEast.invalidate("last").join();
		this.inWest = node("west");
		await().until(() -> marker("last") != null);
		assertThat(marker("gone")).isNotNull();
		assertThat(west.admin().number("HGET", METADATA, "*")).isEqualTo(everything);
		assertReadsOn();
	}

	/**
	 * Each one marks everything, but the list of epochs does not grow with them.
	 */
	@Test
	void recordsOfMadeUpEpochsNeitherFillTheMetadataNorHoldUpTheServer() {
		long known = west.admin().number("HLEN", METADATA);
		west.admin().call("CONFIG", "SET", "slowlog-log-slower-than", "200000");
		west.admin().call("SLOWLOG", "RESET");
		run("""
				math.randomseed(7)
				for i = 0, 19999 do
					local foreign = struct.pack('>I4I4', math.random(0, 2^31 - 1), math.random(0, 2^31 - 1))
					redis.call('XADD', KEYS[2], (seq + i) .. '-0', 'r', '\\1R\\0' .. epoch
						.. struct.pack('>I8I8', seq + i, 1) .. foreign .. struct.pack('>I8I8', 1, 0) .. 't:x')
				end
				redis.call('HSET', KEYS[1], 'seq', seq + 19999)
				""");
		assertReadsOn();
		assertThat(west.admin().number("HLEN", METADATA)).isLessThan(known + 200);
		assertThat(west.admin().number("SLOWLOG", "LEN")).isZero();
	}

	/**
	 * With more epochs than one list holds, two regions list different ones. They must
	 * not teach each other for ever.
	 */
	@Test
	void regionsThatListDifferentEpochsComeToRest() {
		for (RedisAdmin admin : List.of(east.admin(), west.admin())) {
			admin.call("EVAL", """
					local names, offset = {redis.call('HGET', KEYS[1], 'epochs')}, tonumber(ARGV[1])
					for i = 1, 4096 - 8 do
						names[#names + 1] = string.format('%016x', 1000 + (i * 7 + offset) % 4100)
						redis.call('HSET', KEYS[1], 'o:' .. names[#names], 1)
					end
					redis.call('HSET', KEYS[1], 'epochs', table.concat(names, ' '))
					redis.call('HINCRBY', KEYS[1], 'seq', 1)
					""", "1", METADATA, (admin == east.admin()) ? "0" : "77");
		}
		await().until(() -> west.admin().call("HGET", METADATA, "*") != null);
		await().pollInterval(Duration.ofMillis(1500)).until(() -> {
			long before = west.admin().number("HGET", METADATA, "*") + east.admin().number("HGET", METADATA, "*");
			for (int i = 0; i < 3; i++) {
				this.inEast.invalidate("round" + i).join();
				String tag = "round" + i;
				await().until(() -> marker(tag) != null);
				this.inEast.awaitLevel("west");
				this.inWest.awaitLevel("east");
			}
			return before == west.admin().number("HGET", METADATA, "*") + east.admin().number("HGET", METADATA, "*");
		});
	}

	/**
	 * What has left it may have moved before.
	 */
	@Test
	void whoReadsTheStateOfARegionWithAFullListMarksEverything() {
		fillList(west.admin());
		fillList(east.admin());
		// Nothing that the list tells is news
		west.admin().call("HSET", METADATA, "o:" + east.admin().text("HGET", METADATA, "epoch"), "1000");
		long before = west.admin().number("HGET", METADATA, "*");
		run("redis.call('HINCRBY', KEYS[1], 'seq', 1)");
		await().until(() -> west.admin().number("HGET", METADATA, "*") > before);
		assertReadsOn();
	}

	@Test
	void aRegionWithAFullListTakesNoValues() {
		RedisLink link = this.inWest.store().own().link();
		assertThat(link.ask((session) -> ArrivalLease.of(session, valueThatKnowsAllEpochs())).join()).isNotEmpty();
		fillList(west.admin());
		assertThat(link.ask((session) -> ArrivalLease.of(session, valueThatKnowsAllEpochs())).join()).isEmpty();
	}

	private static void fillList(RedisAdmin admin) {
		admin.call("EVAL", """
				local names = {redis.call('HGET', KEYS[1], 'epochs')}
				local listed = (#names[1] + 1) / 17
				for i = 1, 4096 do
					local epoch = string.format('%016x', 1000 + i)
					redis.call('HSET', KEYS[1], 'o:' .. epoch, 1)
					if listed + i <= 4096 then
						names[#names + 1] = epoch
					end
				end
				redis.call('HSET', KEYS[1], 'epochs', table.concat(names, ' '))
				""", "1", METADATA);
	}

	private static ShippedValue valueThatKnowsAllEpochs() {
		Map<Long, Long> everything = new HashMap<>();
		for (String epoch : west.admin().text("HGET", METADATA, "epochs").split(" ")) {
			everything.put(HexFormat.fromHexDigitsToLong(epoch), 1L << 50);
		}
		Envelope entry = new Envelope(new Lease(1, 1), Long.MAX_VALUE, new EntrySource(0, 0),
				new EntryPayload(0, (byte) 0, new byte[1]), List.of());
		return new ShippedValue("books", Scope.key("books", "1"), new byte[1], new VersionVector(everything), 1000,
				1000, entry);
	}

	/**
	 * Nobody knows the epoch, so there is no position to compare with. Beyond 2^52 the
	 * numbers of the scripts would not stay exact.
	 */
	@Test
	void aPositionThatIsTooLargeForTheScriptsIsRefusedInAnUnknownEpochToo() {
		String epoch = "00000000deadbeef";
		append("'\\1R\\0' .. at .. " + position(epoch, "4503599627370497") + " .. 't:forged'");
		assertReadsOn();
		assertThat(west.admin().call("HGET", METADATA, "o:" + epoch)).isNull();
	}

	@Test
	void onlySoManyOfTheEpochsThatNobodyKnowsAreLearned() {
		long before = west.admin().number("HGET", METADATA, "*");
		for (int i = 0; i < 200; i++) {
			append("'\\1R\\0' .. at .. " + position("00000000f00d%04x".formatted(i), "1") + " .. 't:forged'");
		}
		assertReadsOn();
		assertThat(west.admin().number("HGET", METADATA, "*")).isGreaterThan(before);
		assertThat(west.admin().list("HKEYS", METADATA).stream().map(String::valueOf))
			.filteredOn((field) -> field.startsWith("o:00000000f00d"))
			.hasSizeBetween(1, 2 * EpochBudget.CAPACITY);
	}

	/**
	 * It is not read, and counts as the removal of its key.
	 */
	@Test
	void aValueThatIsFarTooLargeHoldsNothingUp(CapturedOutput output) {
		append("'\\1V\\0' .. at .. origin .. struct.pack('>I4', 5) .. 'books' .. struct.pack('>I2', 18) "
				+ ".. 'k:0011223344556677' .. string.rep('x', 20000000)");
		await().until(() -> west.admin().call("HGET", METADATA, "k:0011223344556677") != null);
		await().untilAsserted(() -> assertThat(output).contains("{SIZE=1}"));
		assertReadsOn();
	}

	private static void append(String record) {
		run("redis.call('XADD', KEYS[2], seq .. '-0', 'r', " + record + ") redis.call('HSET', KEYS[1], 'seq', seq)");
	}

	private static String position(String epoch, String sequence) {
		return "string.gsub('%s', '%%x%%x', function(digits) return string.char(tonumber(digits, 16)) end) .. struct.pack('>I8I8', %s, 0)"
			.formatted(epoch, sequence);
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
		try (RedisAdmin patient = east.server().admin(Patience.LIMIT)) {
			patient.call("EVAL", AS_BYTES + script, "2", METADATA, LOG);
		}
	}

	private static Object marker(String tag) {
		return west.admin().call("HGET", METADATA, Scope.tag(tag).field());
	}

	private static ReplicaNode node(String name) {
		return new ReplicaNode(name, Topology.mesh(List.of("east", "west")),
				Map.of("east", east.server().url(), "west", west.server().url())::get);
	}

}
