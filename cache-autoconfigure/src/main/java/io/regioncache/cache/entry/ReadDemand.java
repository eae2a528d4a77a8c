package io.regioncache.cache.entry;

import java.time.Duration;

import io.regioncache.annotation.Consistency;
import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

/**
 * How fresh what a call reads must be.
 *
 * @param consistency what it must show of invalidations at home and of the caller's own,
 * or {@code null} for what the cache says
 * @param maxStaleness how long ago it may have been invalidated at most, in whichever
 * region, or {@code null} for what the cache says
 * @since 0.1
 */
@PublicApi
public record ReadDemand(@Nullable Consistency consistency, @Nullable Duration maxStaleness) {

	/**
	 * What the cache says.
	 */
	public static final ReadDemand OF_CACHE = new ReadDemand(null, null);

	private static final ReadDemand EVENTUAL = new ReadDemand(Consistency.EVENTUAL, null);

	private static final ReadDemand SESSION = new ReadDemand(Consistency.SESSION, null);

	private static final ReadDemand STRONG = new ReadDemand(Consistency.STRONG, null);

	/**
	 * A demand for a consistency.
	 * @param consistency the consistency, or {@code null} for what the cache says
	 * @return the demand
	 */
	public static ReadDemand of(@Nullable Consistency consistency) {
		if (consistency == null) {
			return OF_CACHE;
		}
		return switch (consistency) {
			case EVENTUAL -> EVENTUAL;
			case SESSION -> SESSION;
			case STRONG -> STRONG;
		};
	}

	/**
	 * Return the same demand with another consistency.
	 */
	ReadDemand with(Consistency consistency) {
		return (this.maxStaleness == null) ? of(consistency) : new ReadDemand(consistency, this.maxStaleness);
	}

}
