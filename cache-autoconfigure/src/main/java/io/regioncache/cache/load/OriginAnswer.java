package io.regioncache.cache.load;

import java.util.Optional;

import io.regioncache.store.log.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * What one call of the origin has answered.
 *
 * @param value the value, of one key or of all
 * @param scope the cached values that it was made of
 * @param nanos how long it took
 * @param known what the region had applied before, if the value is to be sent to others
 */
public record OriginAnswer(@Nullable Object value, LoadScope scope, long nanos, Optional<VersionVector> known) {

	/**
	 * Return the answer of one key out of that of all.
	 */
	public OriginAnswer of(@Nullable Object value) {
		return new OriginAnswer(value, this.scope, this.nanos, this.known);
	}

}
