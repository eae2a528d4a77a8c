package io.regioncache.rollout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.regioncache.rollout.RegionStanding.Phase;
import io.regioncache.rollout.RolloutDecision.Decision;
import io.regioncache.rollout.RolloutPlan.Stage;
import io.regioncache.store.RegionDeployments.Note;
import io.regioncache.store.RegionInspections.Inspection;

/**
 * Decides whether a deployment goes on, only from what all regions report about it: no
 * process keeps a state that could be lost or differ elsewhere.
 * <p>
 * A stage begins when the earlier stages are done. Their regions record that themselves,
 * so two pipelines that ask at once get the same stage. If a region does not answer, or
 * no process there has reported, the deployment is held.
 */
final class RolloutRules {

	private RolloutRules() {
	}

	static RolloutDecision decide(RolloutPlan plan, String deployment,
			Map<String, Inspection<Map<String, Note>>> answers) {
		Map<String, RegionStanding> regions = standings(plan, deployment, answers);
		List<String> back = problems(regions, true);
		if (!back.isEmpty()) {
			return new RolloutDecision(deployment, Decision.BACK, List.of(), back, false);
		}
		List<String> hold = problems(regions, false);
		if (!hold.isEmpty()) {
			return hold(deployment, hold);
		}
		return next(plan.stages(), deployment, regions);
	}

	private static Map<String, RegionStanding> standings(RolloutPlan plan, String deployment,
			Map<String, Inspection<Map<String, Note>>> answers) {
		Map<String, RegionStanding> regions = new LinkedHashMap<>();
		plan.stages()
			.forEach((stage) -> stage.regions()
				.forEach((region) -> regions.put(region, RegionStanding.of(deployment,
						answers.getOrDefault(region, new Inspection<>(null, "it was not asked"))))));
		return regions;
	}

	private static List<String> problems(Map<String, RegionStanding> regions, boolean back) {
		List<String> problems = new ArrayList<>();
		regions.forEach((region, is) -> {
			if (is.problem() != null && is.back() == back) {
				problems.add(region + ": " + is.problem());
			}
		});
		return problems;
	}

	private static RolloutDecision next(List<Stage> stages, String deployment, Map<String, RegionStanding> regions) {
		for (int i = 0; i < stages.size(); i++) {
			Stage stage = stages.get(i);
			if (!stage.regions().stream().allMatch((region) -> of(regions, region).isDone(stage.time()))) {
				List<String> early = early(stages.subList(i + 1, stages.size()), stage, regions);
				return early.isEmpty() ? within(stage, deployment, regions) : hold(deployment, early);
			}
		}
		return new RolloutDecision(deployment, Decision.GO, List.of(), List.of("every stage is done"), true);
	}

	/**
	 * The regions of later stages that have the deployment before a stage is done.
	 */
	private static List<String> early(List<Stage> later, Stage stage, Map<String, RegionStanding> regions) {
		return later.stream()
			.flatMap((each) -> each.regions().stream())
			.filter((region) -> of(regions, region).hasIt())
			.map((region) -> "%s has it already, before %s is done".formatted(region, stage.name()))
			.toList();
	}

	private static RolloutDecision within(Stage stage, String deployment, Map<String, RegionStanding> regions) {
		List<String> waiting = stage.regions()
			.stream()
			.filter((region) -> of(regions, region).phase() == Phase.OTHER)
			.toList();
		if (!waiting.isEmpty()) {
			return new RolloutDecision(deployment, Decision.GO, waiting,
					List.of("%s is next: %s".formatted(stage.name(), String.join(", ", waiting))), false);
		}
		return hold(deployment, awaited(stage, regions));
	}

	private static List<String> awaited(Stage stage, Map<String, RegionStanding> regions) {
		List<String> why = new ArrayList<>();
		for (String region : stage.regions()) {
			awaited(stage, region, of(regions, region)).ifPresent(why::add);
		}
		return why;
	}

	private static Optional<String> awaited(Stage stage, String region, RegionStanding is) {
		if (is.phase() == Phase.MIXED) {
			return Optional.of("%s (%s) still runs %s".formatted(region, stage.name(), String.join(", ", is.others())));
		}
		if (is.isDone(stage.time())) {
			return Optional.empty();
		}
		long left = Math.max(1, stage.time().minus(is.well()).toSeconds());
		return Optional.of("%s (%s) has to run for another %d s".formatted(region, stage.name(), left));
	}

	private static RegionStanding of(Map<String, RegionStanding> regions, String region) {
		return Objects.requireNonNull(regions.get(region), region);
	}

	private static RolloutDecision hold(String deployment, List<String> why) {
		return new RolloutDecision(deployment, Decision.HOLD, List.of(), List.copyOf(why), false);
	}

}
