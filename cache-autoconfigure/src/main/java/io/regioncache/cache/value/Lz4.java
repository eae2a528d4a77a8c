package io.regioncache.cache.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * LZ4 blocks behind the length of what they hold.
 */
final class Lz4 {

	private static final int HEADER = 4;

	private static final VarHandle LENGTH = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

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
	static ByteBuffer compress(byte[] bytes) {
		byte[] target = new byte[HEADER + COMPRESSOR.maxCompressedLength(bytes.length)];
		int length = HEADER + COMPRESSOR.compress(bytes, 0, bytes.length, target, HEADER);
		return ByteBuffer.wrap(target, 0, length).putInt(0, bytes.length);
	}

	/**
	 * Return how many bytes these claim to hold.
	 * @return the number, or 0 if they are too short to claim anything
	 */
	static long lengthOf(byte[] compressed, int offset, int length) {
		return (length < HEADER) ? 0 : (int) LENGTH.get(compressed, offset);
	}

	/**
	 * Decompress.
	 * @throws LZ4Exception if these are not the bytes that {@link #compress} made
	 */
	static byte[] decompress(byte[] compressed, int offset, int length) {
		if (length < HEADER) {
			throw new LZ4Exception("cut short");
		}
		int claimed = (int) lengthOf(compressed, offset, length);
		if (claimed < 0 || claimed > MAX_LENGTH || claimed / MAX_RATIO > length) {
			throw new LZ4Exception("not a length: " + claimed);
		}
		byte[] bytes = new byte[claimed];
		int written = decompress(compressed, offset + HEADER, length - HEADER, bytes);
		if (written != claimed) {
			throw new LZ4Exception("%d bytes where %d were announced".formatted(written, claimed));
		}
		return bytes;
	}

	/**
	 * Each implementation says in its own words where it has stopped.
	 */
	private static int decompress(byte[] compressed, int offset, int length, byte[] target) {
		try {
			return DECOMPRESSOR.decompress(compressed, offset, length, target, 0);
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
