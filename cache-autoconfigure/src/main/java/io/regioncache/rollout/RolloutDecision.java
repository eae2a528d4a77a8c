package io.regioncache.rollout;

import java.util.List;

/**
 * What a pipeline is to do with a deployment.
 *
 * @param deployment the id of the deployment
 * @param decision what to do
 * @param regions the regions that it may go to now; none unless the decision is
 * {@code GO}
 * @param why the reasons
 * @param complete whether it runs everywhere, and has for long enough
 */
public record RolloutDecision(String deployment, Decision decision, List<String> regions, List<String> why,
		boolean complete) {

	/**
	 * What to do.
	 */
	public enum Decision {

		/** Deploy to the regions that are named, or to none if all is done. */
		GO,

		/** Change nothing, and ask again. */
		HOLD,

		/** Roll the deployment back where it runs. */
		BACK

	}

}
