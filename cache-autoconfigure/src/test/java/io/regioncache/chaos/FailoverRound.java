package io.regioncache.chaos;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.regioncache.chaos.KeptEntries.Served;
import org.awaitility.Awaitility;

/**
 * What is known of all regions before some of them fail over, and what has become of it.
 */
final class FailoverRound {

	private final Set<String> epochs;

	private final Map<String, String> everything;

	private final Map<String, Served> kept = new LinkedHashMap<>();

	private final Map<String, Integer> waited = new LinkedHashMap<>();

	private final List<FailoverRegion> regions;

	private final List<FailoverRegion> failing;

	/**
	 * Note what is now.
	 * @param regions all of them
	 * @param failing those that fail over
	 * @param epochs all epochs so far; those of now are added
	 */
	FailoverRound(List<FailoverRegion> regions, List<FailoverRegion> failing, Set<String> epochs) {
		this.regions = regions;
		this.failing = failing;
		regions.forEach((region) -> epochs.add(region.epoch()));
		this.epochs = Set.copyOf(epochs);
		this.everything = regions.stream().collect(Collectors.toMap(FailoverRegion::name, FailoverRegion::everything));
	}

	/**
	 * Return whether those that fail over have new epochs and have recovered, and all
	 * others have read their logs.
	 */
	boolean isOver() {
		return this.failing.stream().allMatch(this::isOver);
	}

	private boolean isOver(FailoverRegion failed) {
		String epoch = failed.field("epoch");
		return epoch != null && !this.epochs.contains(epoch) && failed.isRecovered()
				&& this.regions.stream()
					.filter((region) -> !region.equals(failed))
					.allMatch((region) -> region.hasFollowed(failed));
	}

	/**
	 * Read what every region has kept.
	 */
	void count(FailoverTally.Cost cost, Function<FailoverRegion, ChaosNode> nodes) {
		cost.failedOver(this.failing.stream().map(FailoverRegion::recoveryMillis).toList());
		for (FailoverRegion region : this.regions) {
			ChaosNode node = nodes.apply(region);
			Awaitility.await().until(node::isAvailable);
			boolean failed = this.failing.contains(region);
			if (failed) {
				this.waited.put(region.name(), KeptEntries.awaitServed(node));
			}
			Served served = KeptEntries.count(node, region);
			this.kept.put(region.name(), served);
			if (failed) {
				cost.servedAtHome(served);
			}
			else {
				countElsewhere(cost, region, served);
			}
		}
		if (isLostElsewhere()) {
			cost.lostElsewhere();
		}
	}

	private void countElsewhere(FailoverTally.Cost cost, FailoverRegion region, Served served) {
		cost.servedElsewhere(served);
		if (!region.everything().equals(this.everything.get(region.name()))) {
			cost.markedEverything();
		}
	}

	private boolean isLostElsewhere() {
		return this.regions.stream()
			.filter((region) -> !this.failing.contains(region))
			.map((region) -> Objects.requireNonNull(this.kept.get(region.name())))
			.anyMatch((served) -> served.hits() < served.of());
	}

	@Override
	public String toString() {
		return "kept %s, recovered in %s ms, served after %s more".formatted(this.kept,
				this.failing.stream().map(FailoverRegion::recoveryMillis).toList(), this.waited);
	}

}
