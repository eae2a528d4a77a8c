package io.regioncache.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * In which order a deployment goes to the regions.
 *
 * @param canary the first region
 * @param soak how long the deployment must run there, alone and well, before it goes on
 * @param batches the others, each batch at once
 * @param pause how long the deployment must run in a batch, alone and well, before it
 * goes on
 */
public record RolloutPlan(String canary, Duration soak, List<List<String>> batches, Duration pause) {

	/**
	 * Return the stages in their order, the canary first.
	 */
	List<Stage> stages() {
		List<Stage> stages = new ArrayList<>(List.of(new Stage("canary", List.of(this.canary), this.soak)));
		for (int i = 0; i < this.batches.size(); i++) {
			stages.add(new Stage("batch " + (i + 1), this.batches.get(i), this.pause));
		}
		return stages;
	}

	/**
	 * Regions that a deployment goes to at once.
	 *
	 * @param name what it is called
	 * @param regions the names of the regions
	 * @param time how long the deployment must run there
	 */
	record Stage(String name, List<String> regions, Duration time) {

	}

}
