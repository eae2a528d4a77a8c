package io.regioncache.store.entry;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

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
		return of(bytes, EntryBytes.NO_SCOPES);
	}

	/**
	 * Read the head of an entry.
	 * @param bytes what was found in Redis
	 * @param known tags that the entry may have
	 * @return the head; {@code null} if that is no entry
	 */
	public static @Nullable EntryHead of(byte[] bytes, Scope[] known) {
		EntryBytes entry = EntryBytes.of(bytes);
		int end = (entry != null) ? entry.endOfTags() : -1;
		if (entry == null || end < 0) {
			return null;
		}
		Lease lease = entry.lease();
		return new EntryHead(bytes, end,
				EntryBytes.isStamped(bytes)
						? new Lease(lease.epoch(), ByteBuffer.wrap(bytes).getLong(Envelope.HEAD - Long.BYTES)) : lease,
				entry.tags(known));
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
	 * Return the scopes that were asked for, and those of the tags that the entry has
	 * beyond them.
	 * @param asked what covers it by its key, and the tags that it is thought to have
	 * @param own how many of them cover it by its key
	 */
	public Scope[] scopesWith(Scope[] asked, int own) {
		Scope[] all = asked;
		for (int i = 0; i < this.tags.size(); i++) {
			Scope tag = this.tags.get(i);
			if (!contains(all, own, tag)) {
				all = Arrays.copyOf(all, all.length + 1);
				all[all.length - 1] = tag;
			}
		}
		return all;
	}

	private static boolean contains(Scope[] scopes, int from, Scope tag) {
		for (int i = from; i < scopes.length; i++) {
			if (scopes[i].equals(tag)) {
				return true;
			}
		}
		return false;
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
