package io.regioncache.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.regioncache.ratelimit.RateLimitDecision;
import io.regioncache.ratelimit.RateLimitDecision.Decider;
import io.regioncache.ratelimit.RateLimitPolicy;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * What clients are told of limits: the fields of draft-ietf-httpapi-ratelimit-headers-10,
 * which is not a standard yet, and a problem detail of RFC 9457.
 *
 * @param legacy whether the {@code X-RateLimit} fields are sent too
 */
public record RateLimitAnswers(boolean legacy) {

	private static final String TYPES = "https://iana.org/assignments/http-problem-types#";

	/**
	 * Return the fields of a response.
	 * @param decisions the decisions, of which only the last may reject the request
	 * @return names and values
	 */
	List<Map.Entry<String, String>> fields(List<RateLimitDecision> decisions) {
		List<Map.Entry<String, String>> fields = new ArrayList<>();
		decisions.forEach((decision) -> add(fields, decision));
		RateLimitDecision last = decisions.get(decisions.size() - 1);
		if (!last.admitted()) {
			fields.add(Map.entry(HttpHeaders.RETRY_AFTER, Long.toString(last.retryAfterSeconds())));
		}
		if (this.legacy) {
			addLegacy(fields, decisions);
		}
		return fields;
	}

	private static void add(List<Map.Entry<String, String>> fields, RateLimitDecision decision) {
		fields.add(Map.entry("RateLimit-Policy", policy(decision.policy())));
		if (decision.remaining() >= 0) {
			fields.add(Map.entry("RateLimit", "\"%s\";r=%d;t=%d".formatted(decision.policy().name(),
					decision.remaining(), decision.secondsUntilNext())));
		}
	}

	/**
	 * The draft knows whole seconds only.
	 */
	private static String policy(RateLimitPolicy policy) {
		boolean whole = policy.window().equals(Duration.ofSeconds(policy.window().toSeconds()));
		return "\"%s\";q=%d".formatted(policy.name(), policy.limit())
				+ (whole ? ";w=" + policy.window().toSeconds() : "");
	}

	/**
	 * There is one of each: that of the limit with the fewest calls left.
	 */
	private static void addLegacy(List<Map.Entry<String, String>> fields, List<RateLimitDecision> decisions) {
		decisions.stream()
			.filter((decision) -> decision.remaining() >= 0)
			.min((a, b) -> Long.compare(a.remaining(), b.remaining()))
			.ifPresent((least) -> {
				fields.add(Map.entry("X-RateLimit-Limit", Long.toString(least.policy().limit())));
				fields.add(Map.entry("X-RateLimit-Remaining", Long.toString(least.remaining())));
				fields.add(Map.entry("X-RateLimit-Reset", Long.toString(least.secondsUntilNext())));
			});
	}

	static HttpStatus status(RateLimitDecision rejection) {
		return (rejection.by() == Decider.POLICY) ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.TOO_MANY_REQUESTS;
	}

	/**
	 * Return a problem detail. The name of a limit needs no escaping.
	 */
	static byte[] problem(RateLimitDecision rejection) {
		boolean unavailable = rejection.by() == Decider.POLICY;
		return "{\"type\":\"%s%s\",\"title\":\"%s\",\"status\":%d,\"violated-policies\":[\"%s\"]}"
			.formatted(TYPES, unavailable ? "temporary-reduced-capacity" : "quota-exceeded",
					unavailable ? "Request cannot be satisfied due to temporary server capacity constraints"
							: "Request cannot be satisfied as assigned quota has been exceeded",
					status(rejection).value(), rejection.policy().name())
			.getBytes(StandardCharsets.UTF_8);
	}

}
