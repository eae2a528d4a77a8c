package io.regioncache.ratelimit;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import io.regioncache.store.RegionStore;

/**
 * All limits of an application, by name.
 */
public final class RateLimiters implements AutoCloseable {

	private final Map<String, RateLimiter> limiters = new LinkedHashMap<>();

	private final AdmissionExchange exchange;

	/**
	 * Create limits.
	 * @param policies what each limit admits
	 * @param store the region they are counted in
	 */
	public RateLimiters(Collection<RateLimitPolicy> policies, RegionStore store) {
		boolean global = policies.stream().anyMatch((policy) -> policy.scope() == RateLimitScope.GLOBAL);
		this.exchange = global ? new AdmissionExchange(store.others()::stores, store.failures())
				: AdmissionExchange.NONE;
		RegionBuckets buckets = new RegionBuckets(store.own());
		for (RateLimitPolicy policy : policies) {
			boolean regional = policy.scope() == RateLimitScope.REGION;
			String prefix = store.own().keys().buckets(policy.name(), regional ? store.region() : "");
			this.limiters.put(policy.name(),
					new RateLimiter(policy, prefix, buckets, regional ? AdmissionExchange.NONE : this.exchange));
		}
	}

	/**
	 * Return a limit.
	 * @param name the name of the limit
	 * @return the limit
	 * @throws IllegalArgumentException if there is none of this name
	 */
	public RateLimiter get(String name) {
		RateLimiter limiter = this.limiters.get(name);
		if (limiter == null) {
			throw new IllegalArgumentException(
					"There is no rate limit '%s'; there are %s".formatted(name, this.limiters.keySet()));
		}
		return limiter;
	}

	/**
	 * Return all limits.
	 * @return the limits, in the order of the configuration
	 */
	public Collection<RateLimiter> all() {
		return this.limiters.values();
	}

	/**
	 * Whether limits of all regions admit no more than the share of this region at
	 * present, because another region cannot be reached.
	 * @return whether they do
	 */
	public boolean admitShareOnly() {
		return !this.exchange.reachesAll();
	}

	@Override
	public void close() {
		this.exchange.close();
	}

}
