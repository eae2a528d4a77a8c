package io.regioncache.ratelimit;

import java.time.Duration;
import java.util.regex.Pattern;

import io.github.bucket4j.Bandwidth;
import io.regioncache.annotation.PublicApi;
import io.regioncache.region.RegionConfigurationException;

/**
 * How many calls a limit admits: a token bucket of Bucket4j's model, refilled greedily.
 *
 * @param name the name of the limit: lower-case letters, digits, hyphens and dots
 * @param limit the number of calls in a window, at least 1
 * @param window the window, at least 1 ms
 * @param burst the number of calls that may come at once, at least 1
 * @param scope whose calls are counted together
 * @param whenRedisIsDown what to do while the region cannot be asked
 * @since 0.1
 */
@PublicApi
public record RateLimitPolicy(String name, long limit, Duration window, long burst, RateLimitScope scope,
		RedisDownPolicy whenRedisIsDown) {

	private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");

	private static final long MOST = 1_000_000_000;

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private static final Duration LONGEST = Duration.ofDays(366);

	/**
	 * Create a policy.
	 * @param name the name of the limit
	 * @param limit the number of calls in a window
	 * @param window the window
	 * @param burst the number of calls that may come at once
	 * @param scope whose calls are counted together
	 * @param whenRedisIsDown what to do while the region cannot be asked
	 * @throws RegionConfigurationException if one of them is out of range
	 */
	public RateLimitPolicy {
		require(NAME.matcher(name).matches(), name, "has a name that headers and keys cannot carry",
				"Use lower-case letters, digits, hyphens and dots, at most 63 characters");
		require(limit >= 1 && limit <= MOST, name, "has the limit " + limit,
				"Set 'limit' to a number from 1 to 1000000000");
		require(burst >= 1 && burst <= MOST, name, "has the burst " + burst,
				"Set 'burst' to a number from 1 to 1000000000, or remove it: it is 'limit' by default");
		require(window.compareTo(SHORTEST) >= 0 && window.compareTo(LONGEST) <= 0, name, "has the window " + window,
				"Set 'window' to a duration such as 1s, 1m or 1h, at most 366d");
		require(limit / 1000.0 <= window.toNanos() / 1_000_000.0 * 1000, name,
				"admits more than a million calls a millisecond", "Lower 'limit', or lengthen 'window'");
	}

	private static void require(boolean condition, String name, String problem, String action) {
		if (!condition) {
			throw new RegionConfigurationException("The rate limit '%s' %s.".formatted(name, problem), action + ".");
		}
	}

	/**
	 * Return the bandwidth in Bucket4j's terms.
	 * @return a bandwidth whose bucket is full at first
	 */
	Bandwidth bandwidth() {
		return Bandwidth.builder().capacity(this.burst).refillGreedy(this.limit, this.window).id(this.name).build();
	}

}
