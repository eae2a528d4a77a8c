package io.regioncache.store.entry;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

import org.springframework.util.Assert;

/**
 * What is stored beside a value: 43 bytes and its tags.
 * <p>
 * Byte 0 is the version of the format, 1 the flags, 2–5 a CRC-32C of all that follows,
 * 6–13 the epoch, 14–21 the number of the lease, 22–29 the soft expiry, 30–33 how long
 * the load took, 34–37 the origin, 38–41 the type of the value, 42 the number of tags.
 * Each tag is a length byte and its marker field. The rest is the payload.
 * <p>
 * Before an entry with a stamp stand 25 bytes more: 0 is 2, 1–8 the time of the stamp,
 * 9–16 its epoch, 17–24 the number of the lease, which replaces the one that follows.
 *
 * @param lease the lease under which the value was loaded
 * @param softExpiry when the value should no longer count as fresh, in milliseconds since
 * the epoch of the wall clock; no promise depends on it
 * @param source where the value comes from
 * @param value the encoded value
 * @param tags the tags of the entry
 * @param stamp when it was put, if the last writer wins
 */
public record Envelope(Lease lease, long softExpiry, EntrySource source, EntryPayload value, List<Scope> tags,
		HybridTimestamp stamp) {

	/**
	 * The format of entries without a stamp.
	 */
	static final byte VERSION = 1;

	/**
	 * The format of entries with a stamp.
	 */
	static final byte STAMPED_VERSION = 2;

	/**
	 * The largest number of tags an entry can carry.
	 */
	public static final int MAX_TAGS = 255;

	static final int CHECKED_FROM = 6;

	static final int LEASE_NUMBER = 14;

	static final int FIXED = 43;

	static final int HEAD = 25;

	/**
	 * Create an envelope without a stamp.
	 * @param lease the lease under which the value was loaded
	 * @param softExpiry when the value should no longer count as fresh
	 * @param source where the value comes from
	 * @param value the encoded value
	 * @param tags the tags of the entry
	 */
	public Envelope(Lease lease, long softExpiry, EntrySource source, EntryPayload value, List<Scope> tags) {
		this(lease, softExpiry, source, value, tags, HybridTimestamp.NONE);
	}

	/**
	 * Return how long the load took.
	 * @return the time in milliseconds
	 */
	public int loadMillis() {
		return this.source.loadMillis();
	}

	/**
	 * Return which region has loaded the value.
	 * @return a hash of the name of the region
	 */
	public int origin() {
		return this.source.origin();
	}

	/**
	 * Return what the value was declared to be.
	 * @return a hash of its declared type, see the cache that wrote it
	 */
	public int type() {
		return this.value.type();
	}

	/**
	 * Return how the payload is encoded.
	 * @return flags, for the cache that wrote it
	 */
	public byte flags() {
		return this.value.flags();
	}

	/**
	 * Return the encoded value.
	 * @return its bytes
	 */
	public byte[] payload() {
		return this.value.bytes();
	}

	/**
	 * Write the stored form.
	 * @return the bytes
	 * @throws IllegalArgumentException if there are too many tags
	 */
	public byte[] encode() {
		byte[] plain = encodeWithoutStamp();
		return (this.stamp.micros() == 0) ? plain
				: ByteBuffer.allocate(HEAD + plain.length)
					.put(STAMPED_VERSION)
					.putLong(this.stamp.micros())
					.putLong(this.stamp.epoch())
					.putLong(this.lease.number())
					.put(plain)
					.array();
	}

	/**
	 * Write the form that goes into the log, whose records have the stamp themselves.
	 */
	public byte[] encodeWithoutStamp() {
		// Their number would not fit, and those left out could not be invalidated
		Assert.isTrue(this.tags.size() <= MAX_TAGS,
				() -> "An entry can carry %d tags, not %d".formatted(MAX_TAGS, this.tags.size()));
		List<byte[]> names = this.tags.stream().map((tag) -> RedisKeys.bytes(tag.field())).toList();
		int size = names.stream().mapToInt((name) -> 1 + name.length).sum();
		ByteBuffer buffer = ByteBuffer.allocate(FIXED + size + payload().length);
		buffer.put(VERSION).put(flags()).putInt(0);
		buffer.putLong(this.lease.epoch()).putLong(this.lease.number()).putLong(this.softExpiry);
		buffer.putInt(loadMillis()).putInt(origin()).putInt(type()).put((byte) names.size());
		names.forEach((name) -> buffer.put((byte) name.length).put(name));
		buffer.put(payload());
		byte[] bytes = buffer.array();
		return buffer.putInt(2, checksum(bytes)).array();
	}

	/**
	 * Return the same entry under another lease.
	 */
	public Envelope under(Lease other, long expiry) {
		return new Envelope(other, expiry, this.source, this.value, this.tags, this.stamp);
	}

	/**
	 * Return the same entry with another stamp.
	 */
	public Envelope at(HybridTimestamp other) {
		return new Envelope(this.lease, this.softExpiry, this.source, this.value, this.tags, other);
	}

	/**
	 * Read the stored form.
	 * @param bytes what was found in Redis
	 * @return the envelope
	 * @throws CorruptEntryException if the bytes are not an envelope of this version
	 */
	public static Envelope decode(byte[] bytes) {
		if (bytes.length < HEAD || bytes[0] != STAMPED_VERSION) {
			return decodeWithoutStamp(bytes);
		}
		Envelope plain = decodeWithoutStamp(Arrays.copyOfRange(bytes, HEAD, bytes.length));
		ByteBuffer head = ByteBuffer.wrap(bytes, 1, HEAD - 1);
		HybridTimestamp stamp = new HybridTimestamp(head.getLong(), head.getLong());
		if (stamp.micros() <= 0 || stamp.micros() > RedisKeys.MAX_EXACT) {
			throw new CorruptEntryException("The stamp is impossible");
		}
		return plain.under(new Lease(plain.lease().epoch(), head.getLong()), plain.softExpiry()).at(stamp);
	}

	private static Envelope decodeWithoutStamp(byte[] bytes) {
		if (bytes.length < FIXED || bytes[0] != VERSION) {
			throw new CorruptEntryException("Not an entry of format version " + VERSION);
		}
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		if (buffer.getInt(2) != checksum(bytes)) {
			throw new CorruptEntryException("The checksum does not match");
		}
		try {
			return decode(buffer.position(CHECKED_FROM), bytes[1]);
		}
		catch (BufferUnderflowException ex) {
			throw new CorruptEntryException("The entry is cut short");
		}
	}

	private static Envelope decode(ByteBuffer buffer, byte flags) {
		Lease lease = new Lease(buffer.getLong(), buffer.getLong());
		long softExpiry = buffer.getLong();
		EntrySource source = new EntrySource(buffer.getInt(), buffer.getInt());
		int type = buffer.getInt();
		List<Scope> tags = decodeTags(buffer);
		byte[] payload = new byte[buffer.remaining()];
		buffer.get(payload);
		return new Envelope(lease, softExpiry, source, new EntryPayload(type, flags, payload), tags);
	}

	static List<Scope> decodeTags(ByteBuffer buffer) {
		int count = buffer.get() & 0xFF;
		if (count == 0) {
			return List.of();
		}
		List<Scope> tags = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			tags.add(new Scope(next(buffer)));
		}
		return tags;
	}

	private static String next(ByteBuffer buffer) {
		int length = buffer.get() & 0xFF;
		if (length > buffer.remaining()) {
			throw new BufferUnderflowException();
		}
		String next = new String(buffer.array(), buffer.position(), length, StandardCharsets.UTF_8);
		buffer.position(buffer.position() + length);
		return next;
	}

	private static int checksum(byte[] bytes) {
		CRC32C crc = new CRC32C();
		crc.update(bytes, CHECKED_FROM, bytes.length - CHECKED_FROM);
		crc.update(bytes, 0, 2);
		return (int) crc.getValue();
	}

}
