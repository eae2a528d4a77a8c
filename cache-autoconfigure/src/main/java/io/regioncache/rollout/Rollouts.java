package io.regioncache.rollout;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.RegionDeployments;
import io.regioncache.store.RegionDeployments.Note;
import io.regioncache.store.RegionInspections.Inspection;

/**
 * Asks all regions about a deployment, and says what becomes of it. Any process of any
 * region can be asked.
 */
public final class Rollouts {

	private final RolloutPlan plan;

	private final RegionDeployments deployments;

	/**
	 * Create the rollouts.
	 * @param plan the order of the regions
	 * @param deployments what runs in the regions
	 */
	public Rollouts(RolloutPlan plan, RegionDeployments deployments) {
		this.plan = plan;
		this.deployments = deployments;
	}

	/**
	 * Return the regions that have a turn.
	 * @return their names, in their order
	 */
	public List<String> regions() {
		return this.plan.stages().stream().flatMap((stage) -> stage.regions().stream()).toList();
	}

	/**
	 * Decide, by what the regions say now.
	 * @param deployment the id of the deployment
	 * @return the decision, in time whatever becomes of the regions
	 */
	public RolloutDecision decide(String deployment) {
		Map<String, CompletableFuture<Inspection<Map<String, Note>>>> asked = new LinkedHashMap<>();
		this.plan.stages()
			.forEach((stage) -> stage.regions().forEach((region) -> asked.put(region, this.deployments.in(region))));
		Map<String, Inspection<Map<String, Note>>> answers = new LinkedHashMap<>();
		asked.forEach((region, answer) -> answers.put(region, answer.join()));
		return RolloutRules.decide(this.plan, deployment, answers);
	}

}
