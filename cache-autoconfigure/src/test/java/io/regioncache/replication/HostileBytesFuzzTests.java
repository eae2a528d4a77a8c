package io.regioncache.replication;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.cache.key.KeyEncoder;
import io.regioncache.cache.value.Encoded;
import io.regioncache.cache.value.ValueCodec;
import io.regioncache.cache.value.ValueException;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.store.entry.CorruptEntryException;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.CorruptRecordException;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.RecordDecoder;
import io.regioncache.store.log.RecordKind;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bytes that nobody meant, for as long as the property says: no exception but the
 * expected, and no allocation above a multiple of the input.
 */
class HostileBytesFuzzTests {

	private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("regioncache.fuzz.seconds", 3));

	private static final int MAX_ALLOCATION_RATIO = 60;

	private static final int FREE_ALLOCATION = 1_000_000;

	private static final String AT = "0123456789abcdef000000000000002a000000000000004d";

	private static final String ORIGIN = "fedcba98765432100000000000000007000001a3185c5000";

	private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final Random random = new Random(TIME.toSeconds());

	private final RedisKeys keys = new RedisKeys("shop", "");

	private final ValueCodec codec = new ValueCodec();

	private final ConsistencyTokens tokens = new ConsistencyTokens("shop", List.of("east", "west"),
			List.of("a secret that is long enough for a test"), Duration.ofMinutes(1), InstantSource.system());

	private final List<byte[]> samples = samples();

	private int understood;

	private int refused;

	@Test
	void nothingFailsOtherwiseThanExpectedOrAllocatesFarMoreThanItIsGiven() {
		for (int i = 0; i < 500; i++) {
			// Classes are loaded
			decode(mutated());
		}
		long end = System.nanoTime() + TIME.toNanos();
		while (System.nanoTime() < end) {
			for (int i = 0; i < 200; i++) {
				byte[] input = mutated();
				long before = MEMORY.getCurrentThreadAllocatedBytes();
				decode(input);
				long allocated = MEMORY.getCurrentThreadAllocatedBytes() - before;
				assertThat(allocated).as(() -> Arrays.toString(input))
					.isLessThan(FREE_ALLOCATION + (long) MAX_ALLOCATION_RATIO * input.length);
			}
		}
		assertThat(this.understood).isGreaterThan(1000);
		assertThat(this.refused).isGreaterThan(1000);
	}

	private void decode(byte[] input) {
		attempt(() -> RecordDecoder.decode(input));
		attempt(() -> RecordDecoder.decodeBeginning(input));
		attempt(() -> {
			Envelope entry = Envelope.decode(input);
			this.codec.decode(new Encoded(entry.flags(), entry.type(), entry.payload()), String.class);
		});
		attempt(() -> this.codec.decode(new Encoded((byte) 0, 0, input), String.class));
		String text = new String(input, StandardCharsets.ISO_8859_1);
		attempt(() -> Routes.of(text, 1_800_000_000_000L));
		attempt(() -> this.tokens.decode(text));
		attempt(() -> this.keys.keyIn("books", input));
		attempt(() -> KeyEncoder.withoutVariant("V[2]" + text));
	}

	private void attempt(Runnable decoding) {
		try {
			decoding.run();
			this.understood++;
		}
		catch (CorruptRecordException | CorruptEntryException | ValueException ex) {
			this.refused++;
		}
	}

	/**
	 * A sample, cut, lengthened, with bytes and whole numbers exchanged.
	 */
	private byte[] mutated() {
		byte[] sample = this.samples.get(this.random.nextInt(this.samples.size()));
		byte[] bytes = (this.random.nextInt(5) > 0) ? sample.clone()
				: Arrays.copyOf(sample, this.random.nextInt(sample.length + 20));
		for (int i = this.random.nextInt(4); i > 0 && bytes.length > 8; i--) {
			int at = this.random.nextInt(bytes.length - 8);
			switch (this.random.nextInt(4)) {
				case 0 -> bytes[at] = (byte) this.random.nextInt();
				case 1 -> ByteBuffer.wrap(bytes).putInt(at, extreme());
				case 2 -> ByteBuffer.wrap(bytes).putLong(at, extreme() * (long) extreme());
				default -> bytes[at] ^= (byte) (1 << this.random.nextInt(8));
			}
		}
		return bytes;
	}

	private int extreme() {
		int[] extremes = { 0, 1, -1, 255, 65535, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 28, this.random.nextInt() };
		return extremes[this.random.nextInt(extremes.length)];
	}

	private List<byte[]> samples() {
		List<byte[]> all = new ArrayList<>();
		all.add(hex("015200" + AT + ORIGIN + "743a70726f6475637473"));
		all.add(hex("015400" + AT + ORIGIN + ORIGIN.substring(0, 32).repeat(300)));
		Scope key = Scope.key("books", "l:7");
		Envelope entry = new Envelope(new Lease(1, 2), 3, new EntrySource(4, 5),
				new EntryPayload(6, Encoded.LZ4, ByteBuffer.allocate(3000).putInt(8000).array()),
				List.of(Scope.tag("a")));
		all.add(entry.encode());
		byte[] value = new ShippedValue("books", key, RedisKeys.bytes("shop:e:1:books:l:7"),
				new VersionVector(Map.of(5L, 6L)), 1000, 2000, entry)
			.encode();
		byte[] head = hex("015600" + AT + ORIGIN);
		all.add(ByteBuffer.allocate(head.length + value.length).put(head).put(value).array());
		all.add(RedisKeys.bytes("12;east;west,north"));
		all.add(RedisKeys.bytes("shop:e:1:books:l:7%20"));
		all.add(RedisKeys.bytes(this.tokens.issue(ConsistencyToken.NONE.and("east", new Position(3, 4)))));
		return all;
	}

	/**
	 * Record, and page of records, whose hashes are all the same: decoding stays linear.
	 */
	@Test
	void epochsOfOneHashAreReadAsFastAsAnyOthers() {
		int positions = 8000;
		ByteBuffer chosen = ByteBuffer.allocate(51 + 16 * positions).put(hex("015400" + AT + ORIGIN));
		ByteBuffer any = ByteBuffer.allocate(51 + 16 * positions).put(hex("015400" + AT + ORIGIN));
		for (int i = 0; i < positions; i++) {
			chosen.putLong(((long) i << 32) | i).putLong(1);
			any.putLong(this.random.nextLong()).putLong(1);
		}
		long fast = best(any.array());
		assertThat(best(chosen.array())).isLessThan(30 * fast + Duration.ofMillis(20).toNanos());
	}

	private static long best(byte[] record) {
		long best = Long.MAX_VALUE;
		for (int i = 0; i < 20; i++) {
			long begun = System.nanoTime();
			assertThat(RecordDecoder.decode(record).kind()).isEqualTo(RecordKind.TRANSFER);
			best = Math.min(best, System.nanoTime() - begun);
		}
		return best;
	}

	private static byte[] hex(String text) {
		return HexFormat.of().parseHex(text);
	}

}
