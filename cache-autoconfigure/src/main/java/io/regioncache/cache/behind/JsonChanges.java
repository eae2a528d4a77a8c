package io.regioncache.cache.behind;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;

import io.regioncache.cache.value.Encoded;
import io.regioncache.cache.value.Fidelity;
import io.regioncache.cache.value.ValueCodec;
import io.regioncache.writebehind.ChangeCodec;
import org.jspecify.annotations.Nullable;

/**
 * Changes as bytes: the key and the value, each encoded as values of caches are. Before
 * each stands a byte of flags and four of its type, before the key its length as well.
 *
 * @param codec encodes keys and values
 */
public record JsonChanges(ValueCodec codec) implements ChangeCodec {

	private static final int HEAD = 1 + Integer.BYTES;

	@Override
	public byte[] write(Object key, Type type, byte[] value) {
		byte[] encoded = bytes(this.codec.encode(key, type, Fidelity.SAMPLED, 0));
		return ByteBuffer.allocate(Integer.BYTES + encoded.length + value.length)
			.putInt(encoded.length)
			.put(encoded)
			.put(value)
			.array();
	}

	/**
	 * Return a value as it is stored.
	 */
	public static byte[] bytes(Encoded value) {
		return ByteBuffer.allocate(HEAD + value.length())
			.put(value.flags())
			.putInt(value.type())
			.put(value.array(), value.offset(), value.length())
			.array();
	}

	@Override
	public Object key(byte[] change, Type type) {
		ByteBuffer buffer = ByteBuffer.wrap(change);
		Object key = this.codec.decode(get(buffer, buffer.getInt()), type);
		if (key == null) {
			throw new IllegalStateException("A change has no key");
		}
		return key;
	}

	@Override
	public @Nullable Object value(byte[] change, Type type) {
		return this.codec.decode(value(change), type);
	}

	/**
	 * Return the encoded value of a change.
	 */
	static Encoded value(byte[] change) {
		ByteBuffer buffer = ByteBuffer.wrap(change);
		buffer.position(Integer.BYTES + buffer.getInt());
		return get(buffer, buffer.remaining());
	}

	private static Encoded get(ByteBuffer buffer, int length) {
		byte flags = buffer.get();
		int type = buffer.getInt();
		return new Encoded(flags, type, buffer.array(), buffer.position(), length - HEAD);
	}

}
