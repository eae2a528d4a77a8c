package io.regioncache.store.entry;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;
import org.jspecify.annotations.Nullable;

/**
 * What an entry is judged by, without its payload. Nothing is verified: whoever uses the
 * entry decodes it as a whole.
 */
public final class EntryHead {

	/**
	 * How many bytes of an entry {@link #softExpiry} needs.
	 */
	public static final int BEGINNING = Envelope.HEAD + Envelope.LEASE_NUMBER + 2 * Long.BYTES;

	private static final XXHash64 HASH = XXHashFactory.fastestJavaInstance().hash64();

	private final byte[] bytes;

	private final int length;

	private final Lease lease;

	private final List<Scope> tags;

	private EntryHead(byte[] bytes, int length, Lease lease, List<Scope> tags) {
		this.bytes = bytes;
		this.length = length;
		this.lease = lease;
		this.tags = tags;
	}

	/**
	 * Read the head of an entry.
	 * @param bytes what was found in Redis
	 * @return the head; {@code null} if that is no entry
	 */
	public static @Nullable EntryHead of(byte[] bytes) {
		boolean stamped = bytes.length > Envelope.HEAD && bytes[0] == Envelope.STAMPED_VERSION;
		int start = stamped ? Envelope.HEAD : 0;
		if (bytes.length < start + Envelope.FIXED || bytes[start] != Envelope.VERSION) {
			return null;
		}
		return read(bytes, start, stamped);
	}

	private static @Nullable EntryHead read(byte[] bytes, int start, boolean stamped) {
		try {
			ByteBuffer buffer = ByteBuffer.wrap(bytes);
			long epoch = buffer.getLong(start + Envelope.CHECKED_FROM);
			long number = buffer.getLong(stamped ? Envelope.HEAD - Long.BYTES : start + Envelope.LEASE_NUMBER);
			buffer.position(start + Envelope.FIXED - 1);
			List<Scope> tags = Envelope.decodeTags(buffer);
			return new EntryHead(bytes, buffer.position(), new Lease(epoch, number), tags);
		}
		catch (BufferUnderflowException ex) {
			return null;
		}
	}

	/**
	 * Read when an entry stops being fresh.
	 * @param bytes the beginning of the entry, {@link #BEGINNING} bytes of it
	 * @return the time in milliseconds since the epoch of the wall clock; 0 if that is no
	 * entry of a known format
	 */
	public static long softExpiry(byte[] bytes) {
		int start = (bytes.length > 0 && bytes[0] == Envelope.STAMPED_VERSION) ? Envelope.HEAD : 0;
		int at = start + Envelope.LEASE_NUMBER + Long.BYTES;
		return (bytes.length < at + Long.BYTES || bytes[start] != Envelope.VERSION) ? 0
				: ByteBuffer.wrap(bytes).getLong(at);
	}

	public Lease lease() {
		return this.lease;
	}

	public List<Scope> tags() {
		return this.tags;
	}

	/**
	 * Return the tags that the entry is thought to have, and those that it has.
	 * @param expected the tags that it is thought to have
	 */
	public Collection<Scope> tagsWith(Collection<Scope> expected) {
		if (this.tags.isEmpty() || expected.containsAll(this.tags)) {
			return expected;
		}
		Set<Scope> all = new LinkedHashSet<>(expected);
		all.addAll(this.tags);
		return all;
	}

	/**
	 * Return a number that no other entry has, under this key or another: the head
	 * contains the checksum of the payload.
	 * @param redisKey the key of the entry in Redis
	 */
	public long fingerprint(byte[] redisKey) {
		return HASH.hash(this.bytes, 0, this.length, HASH.hash(redisKey, 0, redisKey.length, 0));
	}

}
