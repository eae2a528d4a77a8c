package io.regioncache.cache.value;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Lz4}.
 */
class Lz4Tests {

	private static final byte[] TEXT = "the same words over and over, ".repeat(100).getBytes(StandardCharsets.UTF_8);

	@Test
	void givesBackWhatWasCompressed() {
		byte[] noise = new byte[5_000];
		new Random(1).nextBytes(noise);
		assertThat(compress(TEXT)).hasSizeLessThan(TEXT.length / 10);
		assertThat(decompress(compress(TEXT))).isEqualTo(TEXT);
		assertThat(decompress(compress(noise))).isEqualTo(noise);
		assertThat(decompress(compress(new byte[0]))).isEmpty();
	}

	@Test
	void readsWhatAnyOtherPlatformHasWritten() {
		byte[] block = LZ4Factory.safeInstance().fastCompressor().compress(TEXT);
		byte[] stored = ByteBuffer.allocate(4 + block.length).putInt(TEXT.length).put(block).array();
		assertThat(decompress(stored)).isEqualTo(TEXT);
	}

	@Test
	void refusesBytesThatAreCutShort() {
		byte[] compressed = compress(TEXT);
		for (int length = 0; length < compressed.length; length++) {
			byte[] cut = Arrays.copyOf(compressed, length);
			assertThatExceptionOfType(LZ4Exception.class).isThrownBy(() -> decompress(cut));
		}
	}

	@Test
	void refusesALengthThatDoesNotHold() {
		byte[] compressed = compress(TEXT);
		ByteBuffer.wrap(compressed).putInt(TEXT.length + 1);
		assertThatExceptionOfType(LZ4Exception.class).isThrownBy(() -> decompress(compressed))
			.withMessage("3000 bytes where 3001 were announced");
		ByteBuffer.wrap(compressed).putInt(-1);
		assertThatExceptionOfType(LZ4Exception.class).isThrownBy(() -> decompress(compressed))
			.withMessage("not a length: -1");
		ByteBuffer.wrap(compressed).putInt(Integer.MAX_VALUE);
		assertThatExceptionOfType(LZ4Exception.class).isThrownBy(() -> decompress(compressed))
			.withMessage("not a length: 2147483647");
	}

	/**
	 * Values lie behind the head of an entry, and are compressed into more than they
	 * take.
	 */
	private static byte[] decompress(byte[] compressed) {
		byte[] entry = new byte[7 + compressed.length];
		System.arraycopy(compressed, 0, entry, 7, compressed.length);
		return Lz4.decompress(entry, 7, compressed.length);
	}

	private static byte[] compress(byte[] bytes) {
		ByteBuffer compressed = Lz4.compress(bytes);
		return Arrays.copyOf(compressed.array(), compressed.remaining());
	}

}
