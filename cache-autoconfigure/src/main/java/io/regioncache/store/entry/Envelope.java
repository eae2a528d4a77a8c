package io.regioncache.store.entry;

import java.nio.ByteBuffer;
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

	static final int TYPE = 38;

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
	 * @return its bytes, which are copied if they are part of the stored form
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
		if (this.stamp.micros() == 0) {
			return encodeWithoutStamp();
		}
		byte[] bytes = encodeBehind(HEAD);
		ByteBuffer.wrap(bytes)
			.put(STAMPED_VERSION)
			.putLong(this.stamp.micros())
			.putLong(this.stamp.epoch())
			.putLong(this.lease.number());
		return bytes;
	}

	/**
	 * Write the form that goes into the log, whose records have the stamp themselves.
	 */
	public byte[] encodeWithoutStamp() {
		return encodeBehind(0);
	}

	private byte[] encodeBehind(int start) {
		// Their number would not fit, and those left out could not be invalidated
		Assert.isTrue(this.tags.size() <= MAX_TAGS,
				() -> "An entry can carry %d tags, not %d".formatted(MAX_TAGS, this.tags.size()));
		List<byte[]> names = this.tags.stream().map((tag) -> RedisKeys.bytes(tag.field())).toList();
		int size = names.stream().mapToInt((name) -> 1 + name.length).sum();
		ByteBuffer buffer = ByteBuffer.allocate(start + FIXED + size + this.value.length()).position(start);
		buffer.put(VERSION).put(flags()).putInt(0);
		buffer.putLong(this.lease.epoch()).putLong(this.lease.number()).putLong(this.softExpiry);
		buffer.putInt(loadMillis()).putInt(origin()).putInt(type()).put((byte) names.size());
		names.forEach((name) -> buffer.put((byte) name.length).put(name));
		this.value.writeTo(buffer);
		byte[] bytes = buffer.array();
		return buffer.putInt(start + 2, checksum(bytes, start)).array();
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
		return decode(bytes, EntryBytes.NO_SCOPES);
	}

	/**
	 * Read the stored form, which refers to the bytes from then on.
	 * @param bytes what was found in Redis
	 * @param known tags that the entry may have
	 * @return the envelope
	 * @throws CorruptEntryException if the bytes are not an envelope of this version
	 */
	public static Envelope decode(byte[] bytes, Scope[] known) {
		if (bytes.length < HEAD || bytes[0] != STAMPED_VERSION) {
			return decodeWithoutStamp(bytes, 0, known);
		}
		Envelope plain = decodeWithoutStamp(bytes, HEAD, known);
		ByteBuffer head = ByteBuffer.wrap(bytes, 1, HEAD - 1);
		HybridTimestamp stamp = new HybridTimestamp(head.getLong(), head.getLong());
		if (stamp.micros() <= 0 || stamp.micros() > RedisKeys.MAX_EXACT) {
			throw new CorruptEntryException("The stamp is impossible");
		}
		return plain.under(new Lease(plain.lease().epoch(), head.getLong()), plain.softExpiry()).at(stamp);
	}

	private static Envelope decodeWithoutStamp(byte[] bytes, int start, Scope[] known) {
		if (bytes.length < start + FIXED || bytes[start] != VERSION) {
			throw new CorruptEntryException("Not an entry of format version " + VERSION);
		}
		EntryBytes entry = new EntryBytes(bytes, start);
		if (entry.number(2) != checksum(bytes, start)) {
			throw new CorruptEntryException("The checksum does not match");
		}
		int end = entry.endOfTags();
		if (end < 0) {
			throw new CorruptEntryException("The entry is cut short");
		}
		EntrySource source = new EntrySource(entry.number(LEASE_NUMBER + 2 * Long.BYTES), entry.number(TYPE - 4));
		return new Envelope(entry.lease(), entry.longNumber(LEASE_NUMBER + Long.BYTES), source,
				new EntryPayload(entry.number(TYPE), bytes[start + 1], bytes, end, bytes.length - end),
				entry.tags(known));
	}

	private static int checksum(byte[] bytes, int start) {
		CRC32C crc = new CRC32C();
		crc.update(bytes, start + CHECKED_FROM, bytes.length - start - CHECKED_FROM);
		crc.update(bytes, start, 2);
		return (int) crc.getValue();
	}

}
