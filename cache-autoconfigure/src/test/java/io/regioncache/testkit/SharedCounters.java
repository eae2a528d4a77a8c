package io.regioncache.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Counters that threads change atomically, of this JVM or of all JVMs that open the same
 * file.
 */
final class SharedCounters {

	private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private final ByteBuffer memory;

	private SharedCounters(ByteBuffer memory) {
		this.memory = memory;
	}

	static SharedCounters inMemory(int count) {
		return new SharedCounters(ByteBuffer.allocateDirect((count + 1) * Long.BYTES).alignedSlice(Long.BYTES));
	}

	static SharedCounters inFile(Path file, int count) {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE)) {
			return new SharedCounters(channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) count * Long.BYTES));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	long get(int index) {
		return (long) LONGS.getVolatile(this.memory, index * Long.BYTES);
	}

	long increment(int index) {
		return (long) LONGS.getAndAdd(this.memory, index * Long.BYTES, 1L) + 1;
	}

	void raise(int index, long value) {
		for (long now = get(index); now < value; now = get(index)) {
			if (LONGS.compareAndSet(this.memory, index * Long.BYTES, now, value)) {
				return;
			}
		}
	}

	void set(int index, long value) {
		LONGS.setVolatile(this.memory, index * Long.BYTES, value);
	}

}
