package io.regioncache.cache.value;

import java.nio.ByteBuffer;
import java.util.Arrays;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * LZ4 blocks behind the length of what they hold.
 */
final class Lz4 {

	private static final int HEADER = 4;

	/** No stored length makes a reader allocate more than this. */
	private static final int MAX_LENGTH = 256 * 1024 * 1024;

	/** What a byte can stand for at most, by the format. */
	private static final int MAX_RATIO = 255;

	/** The first version of Java that warns when a library loads native code. */
	private static final int WARNS_OF_NATIVE_CODE = 24;

	private static final LZ4Compressor COMPRESSOR;

	private static final LZ4SafeDecompressor DECOMPRESSOR;

	static {
		LZ4Factory factory = factory();
		COMPRESSOR = factory.fastCompressor();
		DECOMPRESSOR = factory.safeDecompressor();
	}

	private Lz4() {
	}

	/**
	 * Compress, whether or not it gets shorter.
	 */
	static byte[] compress(byte[] bytes) {
		byte[] target = new byte[HEADER + COMPRESSOR.maxCompressedLength(bytes.length)];
		int length = HEADER + COMPRESSOR.compress(bytes, 0, bytes.length, target, HEADER);
		ByteBuffer.wrap(target).putInt(bytes.length);
		return Arrays.copyOf(target, length);
	}

	/**
	 * Return how many bytes these claim to hold.
	 * @return the number, or 0 if they are too short to claim anything
	 */
	static long lengthOf(byte[] compressed) {
		return (compressed.length < HEADER) ? 0 : ByteBuffer.wrap(compressed).getInt();
	}

	/**
	 * Decompress.
	 * @throws LZ4Exception if these are not the bytes that {@link #compress} made
	 */
	static byte[] decompress(byte[] compressed) {
		if (compressed.length < HEADER) {
			throw new LZ4Exception("cut short");
		}
		int length = ByteBuffer.wrap(compressed).getInt();
		if (length < 0 || length > MAX_LENGTH || length / MAX_RATIO > compressed.length) {
			throw new LZ4Exception("not a length: " + length);
		}
		byte[] bytes = new byte[length];
		int written = decompress(compressed, bytes);
		if (written != length) {
			throw new LZ4Exception("%d bytes where %d were announced".formatted(written, length));
		}
		return bytes;
	}

	/**
	 * Each implementation says in its own words where it has stopped.
	 */
	private static int decompress(byte[] compressed, byte[] target) {
		try {
			return DECOMPRESSOR.decompress(compressed, HEADER, compressed.length - HEADER, target, 0);
		}
		catch (LZ4Exception ex) {
			throw new LZ4Exception("no LZ4 block of %d bytes".formatted(target.length), ex);
		}
	}

	/**
	 * Native code decompresses seven times as fast, where it can be had without noise.
	 */
	private static LZ4Factory factory() {
		if (Runtime.version().feature() < WARNS_OF_NATIVE_CODE) {
			try {
				return LZ4Factory.nativeInstance();
			}
			catch (Throwable ex) {
				// No library for this platform, or no directory to load it from.
				return LZ4Factory.fastestJavaInstance();
			}
		}
		return LZ4Factory.fastestJavaInstance();
	}

}
