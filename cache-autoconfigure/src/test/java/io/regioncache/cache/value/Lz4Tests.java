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
		assertThat(Lz4.compress(TEXT)).hasSizeLessThan(TEXT.length / 10);
		assertThat(Lz4.decompress(Lz4.compress(TEXT))).isEqualTo(TEXT);
		assertThat(Lz4.decompress(Lz4.compress(noise))).isEqualTo(noise);
		assertThat(Lz4.decompress(Lz4.compress(new byte[0]))).isEmpty();
	}

	@Test
	void readsWhatAnyOtherPlatformHasWritten() {
		byte[] block = LZ4Factory.safeInstance().fastCompressor().compress(TEXT);
		byte[] stored = ByteBuffer.allocate(4 + block.length).putInt(TEXT.length).put(block).array();
		assertThat(Lz4.decompress(stored)).isEqualTo(TEXT);
	}

	@Test
	void refusesBytesThatAreCutShort() {
		byte[] compressed = Lz4.compress(TEXT);
		for (int length = 0; length < compressed.length; length++) {
			byte[] cut = Arrays.copyOf(compressed, length);
			assertThatExceptionOfType(LZ4Exception.class).isThrownBy(() -> Lz4.decompress(cut));
		}
	}

	@Test
	void refusesALengthThatDoesNotHold() {
		byte[] compressed = Lz4.compress(TEXT);
		ByteBuffer.wrap(compressed).putInt(TEXT.length + 1);
		assertThatExceptionOfType(LZ4Exception.class).isThrownBy(() -> Lz4.decompress(compressed))
			.withMessage("3000 bytes where 3001 were announced");
		ByteBuffer.wrap(compressed).putInt(-1);
		assertThatExceptionOfType(LZ4Exception.class).isThrownBy(() -> Lz4.decompress(compressed))
			.withMessage("not a length: -1");
		ByteBuffer.wrap(compressed).putInt(Integer.MAX_VALUE);
		assertThatExceptionOfType(LZ4Exception.class).isThrownBy(() -> Lz4.decompress(compressed))
			.withMessage("not a length: 2147483647");
	}

}
