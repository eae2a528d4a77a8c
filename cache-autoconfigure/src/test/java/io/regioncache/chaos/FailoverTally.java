package io.regioncache.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.regioncache.chaos.KeptEntries.Served;
import io.regioncache.testkit.History;

/**
 * Counts what fail-overs have cost, by kind, so that no loss hides behind a region that
 * marks everything.
 */
final class FailoverTally {

	private final Map<String, Cost> costs = new TreeMap<>();

	private long invalidations;

	private long reads;

	private long pairs;

	/**
	 * Count what applications did meanwhile.
	 * @param history what they have read and invalidated
	 * @param pairs how many reads raced with an invalidation of their key
	 */
	void raced(History history, long pairs) {
		this.invalidations += history.invalidations();
		this.reads += history.reads();
		this.pairs += pairs;
	}

	Cost of(String kind) {
		return this.costs.computeIfAbsent(kind, (name) -> new Cost());
	}

	Map<String, Cost> costs() {
		return this.costs;
	}

	int failovers() {
		return this.costs.values().stream().mapToInt((cost) -> cost.failovers).sum();
	}

	/**
	 * How often another region has marked everything, other than in kinds that are known
	 * for it.
	 */
	int lossesBeyond(Set<String> known) {
		return this.costs.entrySet()
			.stream()
			.filter((cost) -> !known.contains(cost.getKey()))
			.mapToInt((cost) -> cost.getValue().lost)
			.sum();
	}

	@Override
	public String toString() {
		StringBuilder table = new StringBuilder(
				"""
						%d fail-overs, %d invalidations, %d reads, %d of them raced with an invalidation%n| kind | fail-overs | regions that marked everything | kept at home | kept elsewhere \
						| recovery p50, ms | p99, ms |%n|---|---:|---:|---:|---:|---:|---:|%n"""
					.formatted(failovers(), this.invalidations, this.reads, this.pairs));
		this.costs.forEach((kind, cost) -> table.append("| %s | %s%n".formatted(kind, cost)));
		return table.toString();
	}

	/**
	 * What fail-overs of one kind have cost.
	 */
	static final class Cost {

		private final List<Long> recoveries = new ArrayList<>();

		private int failovers;

		private int marked;

		private int lost;

		private Served home = Served.NONE;

		private Served elsewhere = Served.NONE;

		/**
		 * Count a fail-over.
		 * @param recoveries how long each region that failed over took to recover, in
		 * milliseconds
		 */
		void failedOver(List<Long> recoveries) {
			this.failovers++;
			this.recoveries.addAll(recoveries);
		}

		/**
		 * Count another region that has marked everything.
		 */
		void markedEverything() {
			this.marked++;
		}

		void servedAtHome(Served served) {
			this.home = this.home.plus(served);
		}

		/**
		 * Count a fail-over after which some entries of other regions were not served.
		 */
		void lostElsewhere() {
			this.lost++;
		}

		int failovers() {
			return this.failovers;
		}

		void servedElsewhere(Served served) {
			this.elsewhere = this.elsewhere.plus(served);
		}

		Served home() {
			return this.home;
		}

		Served elsewhere() {
			return this.elsewhere;
		}

		private long recovery(double share) {
			List<Long> sorted = this.recoveries.stream().sorted().toList();
			return sorted.isEmpty() ? -1 : sorted.get((int) Math.min(sorted.size() - 1.0, share * sorted.size()));
		}

		@Override
		public String toString() {
			return "%d | %d | %.1f %% (%s) | %.1f %% (%s) | %d | %d |".formatted(this.failovers, this.marked,
					this.home.percent(), this.home, this.elsewhere.percent(), this.elsewhere, recovery(0.5),
					recovery(0.99));
		}

	}

}
