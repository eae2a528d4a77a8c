package io.regioncache.autoconfigure.rollout;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.regioncache.autoconfigure.properties.ReplicationProperties;
import io.regioncache.region.RegionConfigurationException;
import io.regioncache.replication.Topology;
import io.regioncache.rollout.RolloutPlan;

/**
 * Refuses a rollout that names regions in a way that cannot work.
 */
final class RolloutChecks {

	private RolloutChecks() {
	}

	/**
	 * Check that each region is named once.
	 * @param plan the rollout
	 * @param regions the regions that are configured
	 * @param deployId the id of this deployment, empty if there is none
	 */
	static void check(RolloutPlan plan, Collection<String> regions, String deployId) {
		if (deployId.isEmpty()) {
			throw new RegionConfigurationException("'regions.rollout' tells deployments apart, and this one has no id.",
					"Set 'regions.deploy-id=auto', or a text that each deployment changes.");
		}
		requireKnown("regions.rollout.canary", plan.canary(), regions);
		Set<String> named = new LinkedHashSet<>(List.of(plan.canary()));
		for (int i = 0; i < plan.batches().size(); i++) {
			checkBatch("regions.rollout.batches[" + i + "]", plan.batches().get(i), regions, named);
		}
		requireTurns(regions, named);
	}

	/**
	 * Check that a process can ask every region.
	 * @param plan the rollout
	 * @param replication how the regions are connected
	 */
	static void requireReach(RolloutPlan plan, ReplicationProperties replication) {
		if (plan.batches().isEmpty()) {
			return;
		}
		if (!replication.enabled()) {
			throw new RegionConfigurationException(
					"'regions.rollout' asks all regions, but 'regions.replication.enabled' is false: no region reaches another.",
					"Remove 'regions.replication.enabled=false', or 'regions.rollout'.");
		}
		if (replication.topology() == Topology.Kind.MANAGED) {
			throw new RegionConfigurationException(
					"'regions.rollout' asks each region what runs there, but with 'regions.replication.topology=managed' all regions write to the same Redis.",
					"Choose the topology 'mesh' or 'hub', or remove 'regions.rollout'.");
		}
	}

	private static void checkBatch(String property, Collection<String> batch, Collection<String> regions,
			Set<String> named) {
		if (batch.isEmpty()) {
			throw new RegionConfigurationException("'%s' names no region.".formatted(property),
					"Name at least one region in each batch, or remove it.");
		}
		for (String region : batch) {
			requireKnown(property, region, regions);
			if (!named.add(region)) {
				throw new RegionConfigurationException(
						"'%s' names region '%s', which has its turn before.".formatted(property, region),
						"Name each region once: as the canary, or in one batch.");
			}
		}
	}

	private static void requireTurns(Collection<String> regions, Set<String> named) {
		List<String> missing = new ArrayList<>(regions);
		missing.removeAll(named);
		if (!missing.isEmpty()) {
			throw new RegionConfigurationException(
					"'regions.rollout' names no turn for %s, so no deployment would ever reach there."
						.formatted(String.join(", ", missing)),
					"Add a list with %s to 'regions.rollout.batches'.".formatted(String.join(", ", missing)));
		}
	}

	private static void requireKnown(String property, String region, Collection<String> regions) {
		if (!regions.contains(region)) {
			throw new RegionConfigurationException(
					"'%s' names region '%s', which is not configured. The configured regions are: %s."
						.formatted(property, region, String.join(", ", regions)),
					"Correct the name, or add 'regions.endpoints.%s.url'.".formatted(region));
		}
	}

}
