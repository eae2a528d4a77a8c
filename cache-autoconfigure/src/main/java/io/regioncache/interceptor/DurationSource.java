package io.regioncache.interceptor;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Gives a duration for a call that has returned.
 */
@FunctionalInterface
interface DurationSource {

	/**
	 * What the cache says.
	 */
	DurationSource OF_CACHE = new Fixed(null);

	/**
	 * Return the duration.
	 * @param returned the call, with its result
	 * @return the duration, or {@code null} for that of the cache
	 */
	@Nullable Duration of(Invocation returned);

	/**
	 * A duration that is the same for all calls.
	 *
	 * @param duration the duration, or {@code null} for that of the cache
	 */
	record Fixed(@Nullable Duration duration) implements DurationSource {

		@Override
		public @Nullable Duration of(Invocation returned) {
			return this.duration;
		}

	}

}
