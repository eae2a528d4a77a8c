package io.regioncache.actuate;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.regioncache.rollout.RolloutDecision;
import io.regioncache.rollout.RolloutDecision.Decision;
import io.regioncache.rollout.Rollouts;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Answers pipelines. The status says as much as the body: 200 to go, 425 (too early) to
 * hold, 409 (conflict) to go back.
 */
final class RolloutAnswers {

	static final int TOO_EARLY = 425;

	static final int CONFLICT = 409;

	private RolloutAnswers() {
	}

	/**
	 * Answer.
	 * @param rollouts decides
	 * @param deployment the id of the deployment
	 * @param region the region that the caller wants to deploy to; {@code null} for any
	 * @param status {@code 200} for that status whatever the decision is
	 */
	static WebEndpointResponse<Map<String, Object>> of(Rollouts rollouts, String deployment, @Nullable String region,
			@Nullable String status) {
		if (status != null && !status.equals("200")) {
			throw new InvalidRequestException("'status' can only be 200");
		}
		if (region != null && !rollouts.regions().contains(region)) {
			throw new InvalidRequestException("Unknown region '" + InvalidRequestException.shortened(region)
					+ "', known are " + rollouts.regions());
		}
		RolloutDecision decided = rollouts.decide(deployment);
		boolean elsewhere = region != null && decided.decision() == Decision.GO && !decided.regions().contains(region);
		Decision decision = elsewhere ? Decision.HOLD : decided.decision();
		return new WebEndpointResponse<>(body(deployment, decision, decided),
				(status != null) ? WebEndpointResponse.STATUS_OK : status(decision));
	}

	private static Map<String, Object> body(String deployment, Decision decision, RolloutDecision decided) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("deployment", deployment);
		body.put("decision", decision.name().toLowerCase(Locale.ROOT));
		body.put("regions", decided.regions());
		body.put("why", decided.why());
		body.put("complete", decided.complete());
		return body;
	}

	private static int status(Decision decision) {
		return switch (decision) {
			case GO -> WebEndpointResponse.STATUS_OK;
			case HOLD -> TOO_EARLY;
			case BACK -> CONFLICT;
		};
	}

}
