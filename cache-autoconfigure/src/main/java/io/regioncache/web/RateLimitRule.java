package io.regioncache.web;

import java.util.List;

import io.regioncache.ratelimit.RateLimitCharge;
import io.regioncache.ratelimit.RateLimiter;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Which requests count towards a limit.
 *
 * @param limiter the limit
 * @param paths the paths, as those of controllers are written
 * @param key whose bucket a request counts towards
 */
public record RateLimitRule(RateLimiter limiter, List<PathPattern> paths, RequestKey key) {

	/**
	 * Create a rule.
	 * @param limiter the limit
	 * @param paths the paths
	 * @param key whose bucket a request counts towards
	 */
	public RateLimitRule {
		paths = List.copyOf(paths);
	}

	static List<RateLimitRule> matching(List<RateLimitRule> rules, PathContainer path) {
		return rules.stream().filter((rule) -> rule.matches(path)).toList();
	}

	private boolean matches(PathContainer path) {
		for (PathPattern pattern : this.paths) {
			if (pattern.matches(path)) {
				return true;
			}
		}
		return false;
	}

	RateLimitCharge charge(RateLimitedRequest request) {
		return new RateLimitCharge(this.limiter, this.key.of(request));
	}

}
