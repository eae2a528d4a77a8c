package io.regioncache.store.log;

import org.jspecify.annotations.Nullable;

/**
 * What a record is.
 */
public enum RecordKind {

	/**
	 * The scope was removed.
	 */
	REMOVE,

	/**
	 * The scope may be served stale.
	 */
	STALE,

	/**
	 * A state transfer has ended: what its source knew is now marked here.
	 */
	TRANSFER,

	/**
	 * A value that other regions may store; it invalidates nothing.
	 */
	VALUE,

	/**
	 * A notice of a region whose writers register: its epoch has begun.
	 */
	BEGUN,

	/**
	 * A notice of a region: a writer has registered.
	 */
	REGISTERED,

	/**
	 * A notice of a region: a writer has left.
	 */
	LEFT;

	static @Nullable RecordKind ofNotice(byte kind) {
		return switch (kind) {
			case 'N' -> BEGUN;
			case 'P' -> REGISTERED;
			case 'D' -> LEFT;
			default -> null;
		};
	}

	/**
	 * Whether it tells something of the region itself, and invalidates nothing.
	 */
	public boolean isNotice() {
		return compareTo(BEGUN) >= 0;
	}

}
