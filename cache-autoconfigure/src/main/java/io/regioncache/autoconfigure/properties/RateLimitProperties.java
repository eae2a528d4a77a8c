package io.regioncache.autoconfigure.properties;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.regioncache.ratelimit.CallerKey;
import io.regioncache.ratelimit.RateLimitPolicy;
import io.regioncache.ratelimit.RateLimitScope;
import io.regioncache.ratelimit.RedisDownPolicy;
import io.regioncache.region.RegionConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A rate limit.
 *
 * @param limit Number of calls in a window.
 * @param window Time in which so many calls are admitted.
 * @param burst Number of calls that may come at once. By default, 'limit'.
 * @param key What callers are told apart by: 'all' for one bucket, 'principal', 'tenant',
 * 'client-address', or a SpEL expression over the request. By default, 'all' on methods;
 * paths need one.
 * @param paths Paths of requests that count, such as '/api/**'.
 * @param scope Whose calls are counted together: those of one 'region', or of all
 * ('global').
 * @param whenRedisIsDown What to do while the region's Redis cannot be asked: 'open'
 * admits all, 'closed' none, 'local' counts in each process.
 */
public record RateLimitProperties(@Nullable Long limit, @DefaultValue("1s") Duration window, @Nullable Long burst,
		@Nullable String key, @DefaultValue List<String> paths, @DefaultValue("region") RateLimitScope scope,
		@DefaultValue("local") RedisDownPolicy whenRedisIsDown) {

	/**
	 * Return what a limit of these properties admits.
	 * @param name the name of the limit
	 * @return the policy
	 */
	public RateLimitPolicy policy(String name) {
		if (this.limit == null) {
			throw new RegionConfigurationException("The rate limit '%s' has no limit.".formatted(name),
					"Set 'regions.rate-limits.%s.limit' to a number of calls in 'window'.".formatted(name));
		}
		if (!this.paths.isEmpty() && this.key == null) {
			throw new RegionConfigurationException(
					"The rate limit '%s' has paths and no key: one client could use up what all may call."
						.formatted(name),
					"Set 'regions.rate-limits.%s.key' to 'client-address', 'principal' or 'tenant', or to 'all' if that is meant."
						.formatted(name));
		}
		return new RateLimitPolicy(name, this.limit, this.window, (this.burst != null) ? this.burst : this.limit,
				this.scope, this.whenRedisIsDown);
	}

	/**
	 * Return what callers are told apart by.
	 * @return the key, empty if it is an expression
	 */
	public Optional<CallerKey> callerKey() {
		String text = (this.key != null) ? this.key : "all";
		for (CallerKey known : CallerKey.values()) {
			if (known.name().replace('_', '-').equalsIgnoreCase(text.strip())) {
				return Optional.of(known);
			}
		}
		return Optional.empty();
	}

	/**
	 * Whether the address of a caller may be needed.
	 * @return whether it may
	 */
	public boolean needsAddress() {
		return callerKey().map((known) -> known != CallerKey.ALL).orElse(true);
	}

}
