package io.regioncache.cache.settings;

import java.time.Duration;

import io.regioncache.annotation.Consistency;
import io.regioncache.annotation.PublicApi;

import org.springframework.util.Assert;

/**
 * How fresh what is read of one cache must be.
 *
 * @param consistency how fresh values must be where a call does not say it
 * @param originLag how far what loads read may be behind what was written, where they
 * read replicas of a database; zero if it never is
 * @param maxStaleness how long ago what is read may have been invalidated at most, in
 * whichever region, where a call does not say it; zero for no bound
 * @since 0.1
 */
@PublicApi
public record ReadSettings(Consistency consistency, Duration originLag, Duration maxStaleness) {

	/**
	 * How far back the lag of an origin may reach.
	 */
	public static final Duration LONGEST_ORIGIN_LAG = Duration.ofMinutes(1);

	/**
	 * The shortest bound that can be met: a server shows once a second that it is still
	 * the one of its region, and the question for that takes some time.
	 */
	public static final Duration SHORTEST_MAX_STALENESS = Duration.ofMillis(1500);

	/**
	 * Callers see their own writes, and the origin never lags.
	 */
	public static final ReadSettings DEFAULTS = new ReadSettings(Consistency.SESSION, Duration.ZERO, Duration.ZERO);

	public ReadSettings {
		Assert.isTrue(!originLag.isNegative() && originLag.compareTo(LONGEST_ORIGIN_LAG) <= 0,
				"'originLag' must be between zero and one minute");
		Assert.isTrue(maxStaleness.isZero() || maxStaleness.compareTo(SHORTEST_MAX_STALENESS) >= 0,
				"'maxStaleness' must be zero, or at least 1500 ms");
	}

	ReadSettings withConsistency(Consistency consistency) {
		return new ReadSettings(consistency, this.originLag, this.maxStaleness);
	}

	ReadSettings withOriginLag(Duration originLag) {
		return new ReadSettings(this.consistency, originLag, this.maxStaleness);
	}

	ReadSettings withMaxStaleness(Duration maxStaleness) {
		return new ReadSettings(this.consistency, this.originLag, maxStaleness);
	}

}
