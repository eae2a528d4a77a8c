package io.regioncache.store.lookup;

import io.regioncache.store.entry.CorruptEntryException;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What one round trip has told about an entry: its bytes, and the markers of its scopes.
 *
 * @param markers the markers, or {@code null} if the region could not be asked
 * @param bytes the stored entry, or {@code null} if there is none
 * @param foreign whether something that is not an entry lies under its key
 * @param failure why a region that was thought to answer has not, which nothing else
 * reports; {@code null} if it has, or if it is known not to answer
 */
public record Lookup(@Nullable Markers markers, byte @Nullable [] bytes, boolean foreign, @Nullable String failure) {

	private static final Scope[] NO_SCOPES = {};

	/**
	 * The region could not be asked.
	 */
	public static final Lookup UNAVAILABLE = new Lookup(null, null, false);

	public Lookup(@Nullable Markers markers, byte @Nullable [] bytes, boolean foreign) {
		this(markers, bytes, foreign, null);
	}

	/**
	 * Return what a single lookup has told that has failed.
	 * @param region the name of the region
	 * @param reason why
	 */
	public static Lookup failed(String region, String reason) {
		return new Lookup(null, null, false, "region " + region + ": " + reason);
	}

	/**
	 * Whether the region was asked and has nothing under the key.
	 */
	public boolean isMiss() {
		return this.markers != null && this.bytes == null && !this.foreign;
	}

	/**
	 * Decode the entry, as it counts in the present epoch.
	 * @return the entry, or {@code null} if there is none
	 * @throws CorruptEntryException if something else lies in its place
	 */
	public @Nullable Envelope entry() {
		if (this.foreign) {
			throw new CorruptEntryException("Not a string");
		}
		Envelope stored = (this.bytes != null) ? Envelope.decode(this.bytes, known()) : null;
		return (stored != null && this.markers != null) ? this.markers.present(stored) : stored;
	}

	private Scope[] known() {
		return (this.markers != null) ? this.markers.scopes() : NO_SCOPES;
	}

}
