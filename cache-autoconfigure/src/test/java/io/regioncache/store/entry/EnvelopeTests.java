package io.regioncache.store.entry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

import io.regioncache.store.HostileText;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link Envelope}.
 */
public class EnvelopeTests {

	/**
	 * What version 1 has written once, it must read for ever.
	 */
	public static final String RECORDED = "01028fd27bc70123456789abcdef0000000000001267000001a3185c500000000034cafebabe7eadbeef03"
			+ "0a743a70726f64756374730c743a63617465676f72793a3719743a23495651535056445449376f64546e41"
			+ "356839747864777b226964223a34327d";

	private static final String RECORDED_WITHOUT_TAGS = "010207aa5b790123456789abcdef0000000000001267000001a3185c500000000034cafebabe7eadbeef00";

	private static final String HEAD = "02" + "000660d4b0f3c001" + "fedcba9876543210" + "0000000000001267";

	private static final byte[] NO_PAYLOAD = {};

	private final Envelope tagged = envelope(
			List.of(Scope.tag("products"), Scope.tag("category:7"), Scope.tag("a tag too odd to be a field name, ö")),
			"{\"id\":42}".getBytes(StandardCharsets.UTF_8));

	private final Envelope plain = envelope(List.of(), new byte[0]);

	public static String withPayload(String hex) {
		return HexFormat.of().formatHex(envelope(List.of(), HexFormat.of().parseHex(hex)).encode());
	}

	@Test
	void writesTheRecordedBytes() {
		assertThat(HexFormat.of().formatHex(this.tagged.encode())).isEqualTo(RECORDED);
		assertThat(HexFormat.of().formatHex(this.plain.encode())).isEqualTo(RECORDED_WITHOUT_TAGS);
	}

	@Test
	void readsTheRecordedBytes() {
		assertSame(Envelope.decode(HexFormat.of().parseHex(RECORDED)), this.tagged);
		assertSame(Envelope.decode(HexFormat.of().parseHex(RECORDED_WITHOUT_TAGS)), this.plain);
	}

	@Test
	void aStampStandsBeforeTheRest() {
		Envelope stamped = this.tagged.at(new HybridTimestamp(0x660d4b0f3c001L, 0xfedcba9876543210L));
		assertThat(HexFormat.of().formatHex(stamped.encode())).isEqualTo(HEAD + RECORDED);
		assertThat(HexFormat.of().formatHex(stamped.encodeWithoutStamp())).isEqualTo(RECORDED);
		Envelope read = Envelope.decode(HexFormat.of().parseHex(HEAD + RECORDED));
		assertThat(read.stamp()).isEqualTo(stamped.stamp());
		assertSame(read, stamped);
	}

	@Test
	void theLeaseBesideTheStampCounts() {
		byte[] bytes = HexFormat.of().parseHex(HEAD + RECORDED);
		bytes[24]++;
		assertThat(Envelope.decode(bytes).lease()).isEqualTo(new Lease(0x0123456789abcdefL, 4712));
	}

	@Test
	void anImpossibleStampIsNoEntry() {
		assertCorrupt(HexFormat.of().parseHex("020020000000000000" + HEAD.substring(18) + RECORDED),
				"The stamp is impossible");
		assertCorrupt(HexFormat.of().parseHex("020000000000000000" + HEAD.substring(18) + RECORDED),
				"The stamp is impossible");
		assertCorrupt(HexFormat.of().parseHex("03" + HEAD.substring(2) + RECORDED), "Not an entry of format version 1");
		assertCorrupt(HexFormat.of().parseHex(HEAD), "Not an entry of format version 1");
	}

	@Test
	void readsWhatItWrites() {
		Random random = new Random(7);
		for (int round = 0; round < 2000; round++) {
			List<Scope> tags = IntStream.range(0, random.nextInt(9))
				.mapToObj((i) -> Scope.tag(HostileText.next(random)))
				.toList();
			byte[] payload = new byte[random.nextInt(500)];
			random.nextBytes(payload);
			Envelope envelope = new Envelope(new Lease(random.nextLong(), random.nextLong()), random.nextLong(),
					new EntrySource(random.nextInt(), random.nextInt()),
					new EntryPayload(random.nextInt(), (byte) random.nextInt(), payload), tags);
			assertSame(Envelope.decode(envelope.encode()), envelope);
		}
	}

	@Test
	void carriesAsManyTagsAsItsCountCanSay() {
		List<Scope> tags = IntStream.range(0, Envelope.MAX_TAGS).mapToObj((i) -> Scope.tag("t" + i)).toList();
		Envelope envelope = envelope(tags, new byte[] { 1 });
		assertSame(Envelope.decode(envelope.encode()), envelope);
	}

	@Test
	void refusesMoreTagsThanItsCountCanSay() {
		List<Scope> tags = IntStream.rangeClosed(0, Envelope.MAX_TAGS).mapToObj((i) -> Scope.tag("t" + i)).toList();
		assertThatIllegalArgumentException().isThrownBy(() -> envelope(tags, new byte[0]).encode())
			.withMessage("An entry can carry 255 tags, not 256");
	}

	@Test
	void costsAtMost48BytesBesideTagsAndPayload() {
		byte[] payload = new byte[400];
		assertThat(envelope(List.of(), payload).encode()).hasSizeLessThanOrEqualTo(payload.length + 48);
		List<Scope> tags = List.of(Scope.tag("products"), Scope.tag("category:7"));
		int ofTags = tags.stream().mapToInt((tag) -> 1 + tag.field().length()).sum();
		assertThat(envelope(tags, payload).encode()).hasSizeLessThanOrEqualTo(payload.length + ofTags + 48);
	}

	@Test
	void noticesEachFlippedBit() {
		for (String recorded : List.of(RECORDED, RECORDED_WITHOUT_TAGS)) {
			byte[] bytes = HexFormat.of().parseHex(recorded);
			for (int bit = 0; bit < bytes.length * 8; bit++) {
				byte[] flipped = bytes.clone();
				flipped[bit / 8] ^= (byte) (1 << (bit % 8));
				assertCorrupt(flipped, (bit < 8) ? "Not an entry of format version 1" : "The checksum does not match");
			}
		}
	}

	@Test
	void noticesEachTruncation() {
		byte[] bytes = HexFormat.of().parseHex(RECORDED);
		for (int length = 0; length < bytes.length; length++) {
			assertCorrupt(Arrays.copyOf(bytes, length),
					(length < Envelope.FIXED) ? "Not an entry of format version 1" : "The checksum does not match");
		}
	}

	@Test
	void noticesWhatIsAppended() {
		byte[] bytes = HexFormat.of().parseHex(RECORDED);
		assertCorrupt(Arrays.copyOf(bytes, bytes.length + 1), "The checksum does not match");
	}

	@Test
	void noticesTagsThatDoNotFitThoughTheChecksumDoes() {
		byte[] bytes = this.plain.encode();
		bytes[Envelope.FIXED - 1] = 1;
		assertCorrupt(checksummed(bytes), "The entry is cut short");
		byte[] longTag = Arrays.copyOf(bytes, Envelope.FIXED + 3);
		longTag[Envelope.FIXED] = 3;
		assertCorrupt(checksummed(longTag), "The entry is cut short");
	}

	@Test
	void takesNothingForAnEntryThatIsNone() {
		assertCorrupt("hello".getBytes(StandardCharsets.UTF_8), "Not an entry of format version 1");
		assertCorrupt("{\"json\": \"of another library, longer than the fixed part of an entry\"}"
			.getBytes(StandardCharsets.UTF_8), "Not an entry of format version 1");
		Random random = new Random(8);
		for (int round = 0; round < 5000; round++) {
			byte[] bytes = new byte[random.nextInt(200)];
			random.nextBytes(bytes);
			if (bytes.length > 0) {
				bytes[0] = Envelope.VERSION;
			}
			assertThatExceptionOfType(CorruptEntryException.class).isThrownBy(() -> Envelope.decode(bytes));
		}
	}

	private static byte[] checksummed(byte[] bytes) {
		CRC32C crc = new CRC32C();
		crc.update(bytes, 6, bytes.length - 6);
		crc.update(bytes, 0, 2);
		return ByteBuffer.wrap(bytes).putInt(2, (int) crc.getValue()).array();
	}

	private static void assertCorrupt(byte[] bytes, String message) {
		assertThatExceptionOfType(CorruptEntryException.class).isThrownBy(() -> Envelope.decode(bytes))
			.withMessage(message);
	}

	private static void assertSame(Envelope actual, Envelope expected) {
		assertThat(actual.payload()).isEqualTo(expected.payload());
		assertThat(withoutPayload(actual)).isEqualTo(withoutPayload(expected));
	}

	private static Envelope withoutPayload(Envelope envelope) {
		return new Envelope(envelope.lease(), envelope.softExpiry(),
				new EntrySource(envelope.loadMillis(), envelope.origin()),
				new EntryPayload(envelope.type(), envelope.flags(), NO_PAYLOAD), envelope.tags());
	}

	private static Envelope envelope(List<Scope> tags, byte[] payload) {
		return new Envelope(new Lease(0x0123456789abcdefL, 4711), 1_800_000_000_000L, new EntrySource(52, 0xCAFEBABE),
				new EntryPayload(0x7EADBEEF, (byte) 2, payload), tags);
	}

}
