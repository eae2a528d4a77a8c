package io.regioncache.cache;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.value.Encoded;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what lies in Redis under the key of an entry and is none: a miss that is
 * counted, and replaced by the next load.
 */
@ExtendWith(OutputCaptureExtension.class)
class ForeignBytesTests {

	private static final String KEY = RawRedis.entry("texts", "k");

	private static final CacheRequest REQUEST = CacheRequest.of("k", String.class);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private CacheNode node;

	private RegionCache cache;

	private RawRedis raw;

	@BeforeEach
	void start() {
		this.node = CacheNode.at(redis.server().url());
		this.cache = this.node.cache("texts");
		this.raw = new RawRedis(redis.server());
	}

	@AfterEach
	void stop() {
		this.raw.close();
		this.node.close();
	}

	@Test
	void garbage(CapturedOutput output) throws Throwable {
		this.raw.set(KEY, RawRedis.bytes("garbage"));
		assertMissedOnce(output, "Not an entry of format version 1");
	}

	@Test
	void nothingAtAll(CapturedOutput output) throws Throwable {
		this.raw.set(KEY, new byte[0]);
		assertMissedOnce(output, "Not an entry of format version 1");
	}

	@Test
	void aList(CapturedOutput output) throws Throwable {
		this.raw.commands().rpush(RawRedis.bytes(KEY), RawRedis.bytes("element"));
		assertMissedOnce(output, "Not a string");
	}

	@Test
	void cutShort(CapturedOutput output) throws Throwable {
		tamper((bytes) -> RawRedis.without(bytes, 1));
		assertMissedOnce(output, "The checksum does not match");
	}

	@Test
	void anyFlippedBit() throws Throwable {
		this.cache.get(REQUEST, () -> "old");
		byte[] entry = this.raw.get(KEY);
		Random random = new Random(7);
		for (int i = 0; i < entry.length; i++) {
			byte[] damaged = entry.clone();
			damaged[i] ^= (byte) (1 << random.nextInt(8));
			this.raw.set(KEY, damaged);
			assertThat(this.cache.get("k")).as("byte " + i).isNull();
		}
		assertThat(this.cache.statistics().get(Event.CORRUPT)).isEqualTo(entry.length);
	}

	@Test
	void anotherVersionOfTheFormat(CapturedOutput output) throws Throwable {
		tamper((bytes) -> signed(ByteBuffer.wrap(bytes).put(0, (byte) 2).array()));
		assertMissedOnce(output, "Not an entry of format version 1");
	}

	@Test
	void moreTagsThanThereAre(CapturedOutput output) throws Throwable {
		tamper((bytes) -> signed(ByteBuffer.wrap(bytes).put(payloadOf(bytes) - 1, (byte) 200).array()));
		assertMissedOnce(output, "The entry is cut short");
	}

	@Test
	void anotherType(CapturedOutput output) throws Throwable {
		this.node.cache("texts").get(CacheRequest.of("k", Integer.class), () -> 5);
		assertMissedOnce(output,
				"The value was stored as another type than java.lang.String, or by another serializer than json");
	}

	@Test
	void aShapeThatTheTypeNoLongerHas() throws Throwable {
		this.cache.get(CacheRequest.of("k", Before.class), () -> new Before("a"));
		Counting origin = Counting.always(new After("a", 1));
		CacheRequest request = CacheRequest.of("k", After.class);
		this.cache.get(request, origin);
		assertThat(this.cache.get(request, origin)).isEqualTo(new After("a", 1));
		assertThat(origin.loads()).isEqualTo(1);
		assertThat(this.cache.statistics().get(Event.CORRUPT)).isEqualTo(1);
	}

	@Test
	void jsonThatIsNone(CapturedOutput output) throws Throwable {
		tamper((bytes) -> signed(withPayload(bytes, (byte) 0, RawRedis.bytes("{"))));
		assertMissedOnce(output,
				"The bytes are not a value of java.lang.String: Cannot deserialize value of type `java.lang.String` from Object value (token `JsonToken.START_OBJECT`)");
	}

	@Test
	void aBombOfCompression(CapturedOutput output) throws Throwable {
		byte[] bomb = ByteBuffer.allocate(20).putInt(200 * 1024 * 1024).array();
		tamper((bytes) -> signed(withPayload(bytes, Encoded.LZ4, bomb)));
		assertMissedOnce(output, "It takes 209715200 bytes when it is decoded, and 8388608 are allowed");
	}

	@Test
	void aNegativeLength(CapturedOutput output) throws Throwable {
		byte[] payload = ByteBuffer.allocate(20).putInt(-1).array();
		tamper((bytes) -> signed(withPayload(bytes, Encoded.LZ4, payload)));
		assertMissedOnce(output, "The bytes are not a value of java.lang.String: not a length: -1");
	}

	@Test
	void noLengthAtAll(CapturedOutput output) throws Throwable {
		tamper((bytes) -> signed(withPayload(bytes, Encoded.LZ4, new byte[3])));
		assertMissedOnce(output, "The bytes are not a value of java.lang.String: cut short");
	}

	@Test
	void compressedBytesThatPointOutsideThemselves(CapturedOutput output) throws Throwable {
		// A match 65 535 bytes back, and literals past the end.
		byte[] payload = ByteBuffer.allocate(10).putInt(400).put(new byte[] { 0x1F, 1, -1, -1, -1, -16 }).array();
		tamper((bytes) -> signed(withPayload(bytes, Encoded.LZ4, payload)));
		assertMissedOnce(output, "The bytes are not a value of java.lang.String: no LZ4 block of 400 bytes");
	}

	/**
	 * Every reader would allocate what it claims to hold.
	 */
	@Test
	void bytesThatClaimToHoldFarMoreThanTheCacheStores(CapturedOutput output) throws Throwable {
		byte[] payload = ByteBuffer.allocate(1_000_000).putInt(200_000_000).array();
		tamper((bytes) -> signed(withPayload(bytes, Encoded.LZ4, payload)));
		assertMissedOnce(output, "It takes 200000000 bytes when it is decoded, and 8388608 are allowed");
	}

	@Test
	void aValueThatCouldNotBeReadAgainIsNotStored() throws Throwable {
		String huge = "x".repeat(9_000_000);
		assertThat(this.cache.get(REQUEST, () -> huge)).isEqualTo(huge);
		assertThat(this.cache.statistics().get(Event.REFUSED_SIZE)).isOne();
		assertThat(this.cache.statistics().get(Event.CORRUPT)).isZero();
	}

	private void tamper(UnaryOperator<byte[]> how) throws Throwable {
		this.cache.get(REQUEST, () -> "old");
		this.raw.set(KEY, how.apply(this.raw.get(KEY)));
	}

	private void assertMissedOnce(CapturedOutput output, String reason) throws Throwable {
		Counting origin = Counting.always("loaded");
		for (int i = 0; i < 3; i++) {
			assertThat(this.cache.get(REQUEST, origin)).isEqualTo("loaded");
		}
		assertThat(origin.loads()).isEqualTo(1);
		assertThat(this.cache.statistics().get(Event.CORRUPT)).isPositive();
		assertThat(output.getOut()).containsOnlyOnce("The entry '" + KEY + "' of cache 'texts' is not used: " + reason
				+ " (further cases within a minute are only counted)");
		assertThat(List.of(Event.HIT, Event.STORED)).allMatch((event) -> this.cache.statistics().get(event) > 0);
	}

	private static byte[] withPayload(byte[] entry, byte flags, byte[] payload) {
		int head = payloadOf(entry);
		byte[] bytes = ByteBuffer.allocate(head + payload.length).put(entry, 0, head).put(payload).array();
		bytes[1] = flags;
		return bytes;
	}

	/**
	 * Where the payload begins: after the number of tags, as there are none.
	 */
	private static int payloadOf(byte[] entry) {
		return entry.length - "\"old\"".length();
	}

	/**
	 * With a checksum that matches, as whoever means harm would write.
	 */
	private static byte[] signed(byte[] entry) {
		CRC32C crc = new CRC32C();
		crc.update(entry, 6, entry.length - 6);
		crc.update(entry, 0, 2);
		return ByteBuffer.wrap(Objects.requireNonNull(entry)).putInt(2, (int) crc.getValue()).array();
	}

	record Before(String name) {

	}

	record After(String name, int count) {

	}

}
