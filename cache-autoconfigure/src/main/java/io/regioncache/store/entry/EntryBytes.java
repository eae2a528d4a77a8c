package io.regioncache.store.entry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of an entry where they lie.
 *
 * @param bytes what was found in Redis
 * @param start where the entry without its stamp begins
 */
record EntryBytes(byte[] bytes, int start) {

	static final Scope[] NO_SCOPES = {};

	private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	private static final int TAGS = Envelope.FIXED;

	int number(int at) {
		return (int) INT.get(this.bytes, this.start + at);
	}

	long longNumber(int at) {
		return (long) LONG.get(this.bytes, this.start + at);
	}

	/**
	 * Return the lease of an entry without a stamp.
	 */
	Lease lease() {
		return new Lease(longNumber(Envelope.CHECKED_FROM), longNumber(Envelope.LEASE_NUMBER));
	}

	/**
	 * Return where the tags end in the bytes.
	 * @return the index; -1 if the entry is cut short before
	 */
	int endOfTags() {
		int end = this.start + TAGS;
		for (int i = count(); i > 0; i--) {
			end += (end < this.bytes.length) ? 1 + lengthAt(end) : 1;
			if (end > this.bytes.length) {
				return -1;
			}
		}
		return end;
	}

	/**
	 * Return the tags. To be called only if they have an end.
	 * @param known tags that the entry may have, which are taken rather than read
	 */
	List<Scope> tags(Scope[] known) {
		int at = this.start + TAGS;
		if (count() == 1) {
			return List.of(tag(at + 1, lengthAt(at), known));
		}
		if (count() == 2) {
			int second = at + 1 + lengthAt(at);
			return List.of(tag(at + 1, lengthAt(at), known), tag(second + 1, lengthAt(second), known));
		}
		return List.of(all(at, known));
	}

	private Scope[] all(int first, Scope[] known) {
		Scope[] tags = new Scope[count()];
		int at = first;
		for (int i = 0; i < tags.length; i++) {
			int length = lengthAt(at);
			tags[i] = tag(at + 1, length, known);
			at += 1 + length;
		}
		return tags;
	}

	private int count() {
		return this.bytes[this.start + TAGS - 1] & 0xFF;
	}

	private int lengthAt(int at) {
		return this.bytes[at] & 0xFF;
	}

	private Scope tag(int at, int length, Scope[] known) {
		for (Scope scope : known) {
			if (isAt(at, length, scope.field())) {
				return scope;
			}
		}
		return new Scope(new String(this.bytes, at, length, StandardCharsets.UTF_8));
	}

	private boolean isAt(int at, int length, String field) {
		if (field.length() != length) {
			return false;
		}
		for (int i = length - 1; i >= 0; i--) {
			if (field.charAt(i) != this.bytes[at + i]) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return the entry that begins what was found.
	 * @return the entry; {@code null} if that is none
	 */
	static @Nullable EntryBytes of(byte[] bytes) {
		int start = isStamped(bytes) ? Envelope.HEAD : 0;
		return (bytes.length < start + Envelope.FIXED || bytes[start] != Envelope.VERSION) ? null
				: new EntryBytes(bytes, start);
	}

	static boolean isStamped(byte[] bytes) {
		return bytes.length > Envelope.HEAD && bytes[0] == Envelope.STAMPED_VERSION;
	}

}
