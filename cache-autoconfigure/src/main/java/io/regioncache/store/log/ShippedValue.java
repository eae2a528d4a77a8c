package io.regioncache.store.log;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.store.entry.CorruptEntryException;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.HybridTimestamp;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A value on its way to other regions, with all that they need to judge and store it.
 *
 * @param cache the name of its cache
 * @param key the scope of its key
 * @param redisKey where it lies
 * @param known what its origin had applied when its load began
 * @param freshMillis how long it still counts as fresh, in milliseconds
 * @param ttlMillis how long Redis still keeps it, in milliseconds
 * @param entry the entry, under a lease of its origin
 */
public record ShippedValue(String cache, Scope key, byte[] redisKey, VersionVector known, long freshMillis,
		long ttlMillis, Envelope entry) {

	/**
	 * Stands for a cache whose values are web sessions. No cache can have this name.
	 */
	public static final String WEB_SESSIONS = "\0web-sessions";

	/**
	 * Whether it is a web session, which is merged with what is there.
	 */
	public boolean isWebSession() {
		return this.cache.equals(WEB_SESSIONS);
	}

	/**
	 * Every scope that covers it.
	 */
	public List<Scope> covering() {
		Scope[] covering = { Scope.ALL, Scope.cache(this.cache), this.key };
		Scope[] all = Arrays.copyOf(covering, covering.length + this.entry.tags().size());
		for (int i = 0; i < this.entry.tags().size(); i++) {
			all[covering.length + i] = this.entry.tags().get(i);
		}
		return List.of(all);
	}

	/**
	 * Return the same value with the stamp it was put with.
	 */
	ShippedValue at(HybridTimestamp stamp) {
		return entry(this.entry.at(stamp));
	}

	public ShippedValue entry(Envelope other) {
		return new ShippedValue(this.cache, this.key, this.redisKey, this.known, this.freshMillis, this.ttlMillis,
				other);
	}

	/**
	 * Whether it was put where the last writer wins.
	 * @return {@code false} if it is dropped where it meets another
	 */
	public boolean isStamped() {
		return this.entry.stamp().micros() > 0;
	}

	/**
	 * Return about how many bytes of the heap it takes.
	 */
	int size() {
		return this.redisKey.length + 100 * (this.known.applied().size() + this.entry.tags().size())
				+ this.entry.value().length();
	}

	public byte[] encode() {
		byte[] cacheName = this.cache.getBytes(StandardCharsets.UTF_8);
		byte[] field = RedisKeys.bytes(this.key.field());
		byte[] envelope = this.entry.encodeWithoutStamp();
		Map<Long, Long> applied = this.known.applied();
		ByteBuffer buffer = ByteBuffer.allocate(6 + cacheName.length + field.length + 4 + this.redisKey.length + 4
				+ 16 * applied.size() + 16 + envelope.length);
		buffer.putInt(cacheName.length).put(cacheName);
		buffer.putShort((short) field.length).put(field);
		buffer.putInt(this.redisKey.length).put(this.redisKey);
		buffer.putInt(applied.size());
		applied.forEach((epoch, sequence) -> buffer.putLong(epoch).putLong(sequence));
		return buffer.putLong(this.freshMillis).putLong(this.ttlMillis).put(envelope).array();
	}

	/**
	 * Read the encoded form.
	 * @return the value, or {@code null} if it cannot be read: then nothing is stored
	 */
	static @Nullable ShippedValue decode(ByteBuffer buffer) {
		try {
			String cache = new String(bytes(buffer, buffer.getInt()), StandardCharsets.UTF_8);
			String field = new String(bytes(buffer, buffer.getShort()), StandardCharsets.UTF_8);
			byte[] redisKey = bytes(buffer, buffer.getInt());
			VersionVector known = positions(buffer);
			long freshMillis = buffer.getLong();
			long ttlMillis = buffer.getLong();
			Envelope entry = Envelope.decode(bytes(buffer, buffer.remaining()));
			boolean fields = entry.tags().stream().allMatch((tag) -> Scope.isField(tag.field()))
					&& Scope.isField(field);
			return fields ? new ShippedValue(cache, new Scope(field), redisKey, known, freshMillis, ttlMillis, entry)
					: null;
		}
		catch (BufferUnderflowException | CorruptEntryException ex) {
			return null;
		}
	}

	private static VersionVector positions(ByteBuffer buffer) {
		int count = buffer.getInt();
		if (count > VersionVector.MAX) {
			throw new CorruptEntryException("More positions than a region lists");
		}
		Map<Long, Long> known = new HashMap<>();
		for (int left = count; left > 0; left--) {
			known.put(buffer.getLong(), buffer.getLong());
		}
		return new VersionVector(known);
	}

	/**
	 * Read the scope of the key from the beginning of an encoded form.
	 * @return the scope, or {@code null} if it cannot be read
	 */
	static @Nullable Scope decodeKey(ByteBuffer buffer) {
		try {
			bytes(buffer, buffer.getInt());
			String field = new String(bytes(buffer, buffer.getShort()), StandardCharsets.UTF_8);
			return Scope.isField(field) ? new Scope(field) : null;
		}
		catch (BufferUnderflowException ex) {
			return null;
		}
	}

	private static byte[] bytes(ByteBuffer buffer, int length) {
		if (length < 0 || length > buffer.remaining()) {
			throw new BufferUnderflowException();
		}
		byte[] bytes = new byte[length];
		buffer.get(bytes);
		return bytes;
	}

}
