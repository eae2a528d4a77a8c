package io.regioncache.store.command;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import org.jspecify.annotations.Nullable;

/**
 * The values under several keys, in their order.
 */
final class EntriesOutput extends CommandOutput<byte[], byte[], byte[] @Nullable []> {

	private final AtomicInteger next = new AtomicInteger();

	EntriesOutput(byte[] @Nullable [] bytes) {
		super(ByteArrayCodec.INSTANCE, bytes);
	}

	@Override
	public void set(@Nullable ByteBuffer bytes) {
		int index = this.next.getAndIncrement();
		if (bytes != null && index < this.output.length) {
			byte[] value = new byte[bytes.remaining()];
			bytes.get(value);
			this.output[index] = value;
		}
	}

}
