package io.regioncache.cache.entry;

import java.util.Collection;
import java.util.Objects;

import io.regioncache.cache.value.Encoded;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What a load has brought.
 *
 * @param value the value, which belongs to the caller that has loaded it
 * @param encoded its encoded form, from which every other caller gets a copy of its own,
 * or {@code null} if it has none
 * @param tags the tags of the value, or {@code null} if they cannot be told
 * @param lease under which it was loaded, or {@code null} if there was none to be had
 * @param terms how long its entry lasts
 */
public record Loaded(@Nullable Object value, @Nullable Encoded encoded, @Nullable Collection<Scope> tags,
		@Nullable Lease lease, Lifespan.Terms terms) {

	/**
	 * A value that is not to be stored.
	 * @param value the value, which belongs to the caller that has loaded it
	 * @param encoded its encoded form, or {@code null} if it has none
	 * @param tags the tags of the value, or {@code null} if they cannot be told
	 * @param lease under which it was loaded, or {@code null} if there was none to be had
	 */
	public Loaded(@Nullable Object value, @Nullable Encoded encoded, @Nullable Collection<Scope> tags,
			@Nullable Lease lease) {
		this(value, encoded, tags, lease, Lifespan.OF_CACHE);
	}

	/**
	 * What a lookup has found, as if it had been loaded.
	 */
	public static Loaded of(Found found) {
		Envelope entry = Objects.requireNonNull(found.entry());
		return new Loaded(found.value(), EncodedValues.of(entry), entry.tags(), entry.lease());
	}

	/**
	 * The same under another lease.
	 */
	public Loaded under(@Nullable Lease other) {
		return new Loaded(this.value, this.encoded, this.tags, other, this.terms);
	}

	/**
	 * The same for as long as other terms say.
	 */
	public Loaded lasting(Lifespan.Terms other) {
		return new Loaded(this.value, this.encoded, this.tags, this.lease, other);
	}

}
