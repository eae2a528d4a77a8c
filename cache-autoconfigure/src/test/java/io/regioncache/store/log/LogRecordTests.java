package io.regioncache.store.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import io.regioncache.store.RecordedLogTests;
import io.regioncache.store.entry.EnvelopeTests;
import io.regioncache.store.entry.HybridTimestamp;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.RecordKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link LogRecord}. That the scripts write these bytes is tested in
 * {@link RecordedLogTests}.
 */
public class LogRecordTests {

	/** The epoch of the log, the record's sequence and the clock. */
	static final String AT = "0123456789abcdef" + "000000000000002a" + "000000000000004d";

	/** The origin's epoch and sequence, and the time of publication. */
	public static final String ORIGIN = "fedcba9876543210" + "0000000000000007" + "000001a3185c5000";

	/**
	 * What version 1 has written once, it must read for ever.
	 */
	public static final String REMOVE = "015200" + AT + ORIGIN + "743a70726f6475637473";

	public static final String STALE_KEY = "015300" + AT + ORIGIN + "6b3a30303131323233333434353536363737";

	public static final String REMOVE_AT_HOME = "015201" + AT + ORIGIN + "633a626f6f6b73";

	public static final String REMOVE_ALL = "015200" + AT + ORIGIN + "2a";

	public static final String TRANSFER = "015400" + AT + "0123456789abcdef" + "0000000000000000" + "000001a3185c5000"
			+ "0123456789abcdef" + "0000000000000029" + "fedcba9876543210" + "0000000000000007";

	/**
	 * Cache, marker field and key; what its origin had applied; for how long it is fresh
	 * and kept.
	 */
	public static final String SHIPPED = "00000005" + "626f6f6b73" + "0012" + "6b3a30303131323233333434353536363737"
			+ "00000010" + "73686f703a653a313a626f6f6b733a37" + "00000001" + "fedcba9876543210" + "0000000000000006"
			+ "00000000000927c0" + "00000000000a1220" + EnvelopeTests.RECORDED;

	public static final String VALUE = "015600" + AT + ORIGIN + SHIPPED;

	private static final Position LOG = new Position(0x0123456789abcdefL, 42);

	private static final Position ISSUED = new Position(0xfedcba9876543210L, 7);

	private static final long MILLIS = 0x1a3185c5000L;

	private static final int FIXED = 51;

	@Test
	void readsTheRecordedBytes() {
		assertThat(decode(REMOVE)).isEqualTo(record(RecordKind.REMOVE, false, Scope.tag("products")));
		assertThat(decode(STALE_KEY)).isEqualTo(record(RecordKind.STALE, false, new Scope("k:0011223344556677")));
		assertThat(decode(REMOVE_AT_HOME)).isEqualTo(record(RecordKind.REMOVE, true, Scope.cache("books")));
		assertThat(decode(REMOVE_ALL)).isEqualTo(record(RecordKind.REMOVE, false, Scope.ALL));
		assertThat(decode(TRANSFER)).isEqualTo(
				new LogRecord(LOG, 77, new Issue(new Position(LOG.epoch(), 0), MILLIS), RecordKind.TRANSFER, false,
						new RecordContent(Scope.ALL, new VersionVector(Map.of(LOG.epoch(), 41L, ISSUED.epoch(), 7L)))));
	}

	@Test
	void readsTheRecordedBytesOfAValue() {
		LogRecord record = decode(VALUE);
		assertThat(record.kind()).isEqualTo(RecordKind.VALUE);
		assertThat(record.at()).isEqualTo(LOG);
		assertThat(record.origin()).isEqualTo(ISSUED);
		assertThat(record.scope().field()).isEqualTo("k:0011223344556677");
		ShippedValue value = Objects.requireNonNull(record.value());
		assertThat(value.cache()).isEqualTo("books");
		assertThat(value.key()).isEqualTo(record.scope());
		assertThat(value.redisKey()).asString().isEqualTo("shop:e:1:books:7");
		assertThat(value.known()).isEqualTo(new VersionVector(Map.of(ISSUED.epoch(), 6L)));
		assertThat(value.freshMillis()).isEqualTo(600_000);
		assertThat(value.ttlMillis()).isEqualTo(660_000);
		assertThat(value.entry().tags()).startsWith(Scope.tag("products"), Scope.tag("category:7"));
		assertThat(value.entry().payload()).asString().isEqualTo("{\"id\":42}");
		assertThat(HexFormat.of().formatHex(value.encode())).isEqualTo(SHIPPED);
		LogRecord stamped = decode("015602" + AT + ORIGIN.substring(0, 32) + "000660d4b0f3c001" + SHIPPED);
		assertThat(Objects.requireNonNull(stamped.value()).entry().stamp())
			.isEqualTo(new HybridTimestamp(0x660d4b0f3c001L, ISSUED.epoch()));
	}

	/**
	 * With flag 2, the time of publication is a stamp in microseconds.
	 */
	@Test
	void readsTheRecordedBytesOfAStamp() {
		String stamped = AT + ORIGIN.substring(0, 32) + "000660d4b0f3c001";
		long stamp = 0x660d4b0f3c001L;
		assertThat(decode("015202" + stamped + "2a"))
			.isEqualTo(new LogRecord(LOG, 77, new Issue(ISSUED, stamp / 1000, stamp), RecordKind.REMOVE, false,
					new RecordContent(Scope.ALL, VersionVector.NONE)));
		assertThat(decode("015303" + stamped + "2a"))
			.isEqualTo(new LogRecord(LOG, 77, new Issue(ISSUED, stamp / 1000, stamp), RecordKind.STALE, true,
					new RecordContent(Scope.ALL, VersionVector.NONE)));
		byte[] impossible = HexFormat.of().parseHex("015202" + AT + ORIGIN.substring(0, 32) + "00200000000000002a");
		assertCorrupt(impossible, "A record of the log with the impossible number 9007199254740992");
		byte[] tooLate = HexFormat.of().parseHex("015202" + AT + ORIGIN.substring(0, 32) + "001c6bf5263400012a");
		assertCorrupt(tooLate, "A record of the log with the impossible number 8000000000000001");
	}

	@Test
	void readsTheRecordedBytesOfNotices() {
		assertThat(decode("014e00" + AT + ORIGIN + "65617374").kind()).isEqualTo(RecordKind.BEGUN);
		assertThat(decode("014400" + AT + ORIGIN + "65617374").kind()).isEqualTo(RecordKind.LEFT);
		LogRecord registered = decode("015000" + AT + ORIGIN + "6561737420303120" + "2d20" + "77657374");
		assertThat(registered.kind()).isEqualTo(RecordKind.REGISTERED);
		assertThat(registered.notice()).isEqualTo("east 01 - west");
		assertThat(registered.origin()).isEqualTo(ISSUED);
		assertThat(decode(REMOVE).notice()).isEmpty();
	}

	@Test
	void aNoticeThatIsNotUnderstoodRemovesEverything() {
		LogRecord everything = record(RecordKind.REMOVE, false, Scope.ALL);
		assertThat(decode("014e01" + AT + ORIGIN + "65617374")).as("flags").isEqualTo(everything);
		assertThat(decode("014e00" + AT + ORIGIN + "20".repeat(8193))).as("length").isEqualTo(everything);
	}

	@Test
	void tellsTheCursorOfWhoHasReadIt() {
		assertThat(decode(REMOVE).cursor()).isEqualTo(new Cursor(LOG.epoch(), 42, 77));
	}

	@Test
	void noticesEachTruncationOfItsFixedPart() {
		byte[] bytes = HexFormat.of().parseHex(REMOVE);
		for (int length = 0; length < FIXED; length++) {
			assertCorrupt(Arrays.copyOf(bytes, length), length + " bytes that are no record of the log");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "00", "80", "ff" })
	void readsNoVersionBeforeTheFirst(String version) {
		byte[] bytes = HexFormat.of().parseHex(version + REMOVE.substring(2));
		assertCorrupt(bytes, "61 bytes that are no record of the log");
	}

	/**
	 * A later version and a kind, flags or scopes of later versions; among the scopes
	 * fields of the metadata that are no marker.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "025200/743a61", "7f5200/743a61", "015600/743a61", "010000/", "015204/743a61",
			"0152ff/743a61", "015200/", "015200/743a", "015200/65706f6368", "015200/666c6f6f72", "015200/636c6f636b",
			"015200/6f3a30313233", "015200/733a6f68696f", "015200/2a2a", "015200/743a6120", "015200/743a610a",
			"015200/743a00", "015200/743ac3b6", "015200/743aff", "015200/780a743a61", "015400/743a61" })
	void whatItDoesNotUnderstandRemovesEverything(String parts) {
		int slash = parts.indexOf('/');
		LogRecord record = decode(parts.substring(0, slash) + AT + ORIGIN + parts.substring(slash + 1));
		assertThat(record).isEqualTo(record(RecordKind.REMOVE, false, Scope.ALL));
	}

	@Test
	void aFieldThatIsTooLongRemovesEverything() {
		String longest = REMOVE + "61".repeat(64 - "t:products".length());
		assertThat(decode(longest).scope().field()).hasSize(64);
		assertThat(decode(longest + "61").scope()).isEqualTo(Scope.ALL);
	}

	/**
	 * It would be taken for a record that was already applied.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "015400", "025400", "015401", "015600", "015200" })
	void whatItDoesNotUnderstandAndHasNoPositionCannotBeRead(String head) {
		String body = TRANSFER.substring(6, TRANSFER.length() - 2);
		assertCorrupt(HexFormat.of().parseHex(head + body),
				"A record of the log that is not understood and has no position");
	}

	@ParameterizedTest
	@ValueSource(ints = { 11, 19, 35 })
	void noticesNumbersThatAreNotExactInAScript(int offset) {
		assertImpossible(REMOVE, offset, (1L << 53) - 1, false);
		assertImpossible(REMOVE, offset, 1L << 53, true);
		assertImpossible(REMOVE, offset, Long.MAX_VALUE, true);
		assertImpossible(REMOVE, offset, -1, true);
		assertImpossible(REMOVE, offset, Long.MIN_VALUE, true);
	}

	@Test
	void noticesImpossiblePositionsOfATransfer() {
		assertImpossible(TRANSFER, FIXED + 8, (1L << 53) - 1, false);
		assertImpossible(TRANSFER, FIXED + 8, 1L << 53, true);
		assertImpossible(TRANSFER, FIXED + 24, -1, true);
	}

	@Test
	void neverFailsOtherwiseAndNeverNamesAFieldThatIsNoMarker() {
		Random random = new Random(11);
		List<String> samples = List.of(REMOVE, STALE_KEY, REMOVE_AT_HOME, REMOVE_ALL, TRANSFER, VALUE);
		int read = 0;
		for (int round = 0; round < 50_000; round++) {
			byte[] bytes = (round % 10 == 0) ? new byte[random.nextInt(120)]
					: HexFormat.of().parseHex(samples.get(random.nextInt(samples.size())));
			if (round % 10 == 0) {
				random.nextBytes(bytes);
			}
			else {
				bytes = Arrays.copyOf(bytes, Math.max(0, bytes.length - 4 + random.nextInt(8)));
			}
			for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
				bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
			}
			read += reads(bytes) ? 1 : 0;
		}
		assertThat(read).isBetween(5_000, 45_000);
	}

	private static boolean reads(byte[] bytes) {
		try {
			LogRecord record = RecordDecoder.decode(bytes);
			assertThat(record.scope().field()).matches("\\*|[kct]:[!-~]+");
			return true;
		}
		catch (CorruptRecordException ex) {
			return false;
		}
	}

	private static void assertImpossible(String sample, int offset, long number, boolean impossible) {
		byte[] bytes = HexFormat.of().parseHex(sample);
		ByteBuffer.wrap(bytes).putLong(offset, number);
		if (impossible) {
			assertCorrupt(bytes, "A record of the log with the impossible number " + number);
		}
		else {
			RecordDecoder.decode(bytes);
		}
	}

	private static void assertCorrupt(byte[] bytes, String message) {
		assertThatExceptionOfType(CorruptRecordException.class).isThrownBy(() -> RecordDecoder.decode(bytes))
			.withMessage(message);
	}

	public static LogRecord decode(String hex) {
		return RecordDecoder.decode(HexFormat.of().parseHex(hex));
	}

	private static LogRecord record(RecordKind kind, boolean homeOnly, Scope scope) {
		return new LogRecord(LOG, 77, new Issue(ISSUED, MILLIS), kind, homeOnly,
				new RecordContent(scope, VersionVector.NONE));
	}

}
