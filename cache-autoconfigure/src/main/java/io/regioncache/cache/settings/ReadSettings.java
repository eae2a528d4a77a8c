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
 * @since 0.1
 */
@PublicApi
public record ReadSettings(Consistency consistency, Duration originLag) {

	/**
	 * How far back the lag of an origin may reach.
	 */
	public static final Duration LONGEST_ORIGIN_LAG = Duration.ofMinutes(1);

	/**
	 * Callers see their own writes, and the origin never lags.
	 */
	public static final ReadSettings DEFAULTS = new ReadSettings(Consistency.SESSION, Duration.ZERO);

	public ReadSettings {
		Assert.isTrue(!originLag.isNegative() && originLag.compareTo(LONGEST_ORIGIN_LAG) <= 0,
				"'originLag' must be between zero and one minute");
	}

	ReadSettings withConsistency(Consistency consistency) {
		return new ReadSettings(consistency, this.originLag);
	}

	ReadSettings withOriginLag(Duration originLag) {
		return new ReadSettings(this.consistency, originLag);
	}

}
