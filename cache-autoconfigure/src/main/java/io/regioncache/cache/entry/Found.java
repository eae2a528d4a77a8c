package io.regioncache.cache.entry;

import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Markers;
import org.jspecify.annotations.Nullable;

/**
 * What a lookup means for a request.
 *
 * @param status what was found
 * @param markers the markers seen, or {@code null} if the region could not be asked
 * @param entry the entry that was found
 * @param value its value, if it may be served
 */
public record Found(Status status, @Nullable Markers markers, @Nullable Envelope entry, @Nullable Object value) {

	public static final Found BYPASS = new Found(Status.BYPASS, null, null, null);

	/**
	 * The region has not applied what the caller has written, and no other has it: the
	 * origin is asked, on the caller's own behalf.
	 */
	public static final Found AHEAD = new Found(Status.BYPASS, null, null, null);

	static Found miss(Markers markers) {
		return new Found(Status.MISS, markers, null, null);
	}

	public boolean mayServe() {
		return this.status == Status.FRESH || this.status == Status.STALE || this.status == Status.KEPT;
	}

	/**
	 * What can be said of an entry.
	 */
	public enum Status {

		/** It may be served. */
		FRESH,

		/** It may be served while it is refreshed. */
		STALE,

		/** It has expired, and may be served since its load fails. */
		KEPT,

		/** Nothing that may be served. */
		MISS,

		/**
		 * Nothing that may be served: the bytes are not a value of this cache or type.
		 */
		CORRUPT,

		/** The region could not be asked. */
		BYPASS,

		/** The entry has tags whose markers were not asked for. */
		UNJUDGED

	}

}
