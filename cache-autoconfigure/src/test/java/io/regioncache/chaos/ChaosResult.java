package io.regioncache.chaos;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a round has done, and seen go well.
 *
 * @param seed repeats its schedule
 * @param setup which regions there were
 * @param length how long faults happened
 * @param healing how long after that every region was level again
 * @param faults how many of each kind
 * @param invalidations how many were sent
 * @param pairs reads that raced with an invalidation of their key
 * @param reads how many there were
 * @param cached values that were still cached when all was quiet, and new enough
 */
record ChaosResult(long seed, String setup, Duration length, Duration healing, Map<FaultKind, Integer> faults,
		long invalidations, long pairs, long reads, long cached) {

	static final ChaosResult NONE = new ChaosResult(0, "none", Duration.ZERO, Duration.ZERO, Map.of(), 0, 0, 0, 0);

	int faultCount() {
		return this.faults.values().stream().mapToInt(Integer::intValue).sum();
	}

	ChaosResult plus(ChaosResult other) {
		Map<FaultKind, Integer> sum = new EnumMap<>(FaultKind.class);
		sum.putAll(this.faults);
		other.faults.forEach((kind, count) -> sum.merge(kind, count, Integer::sum));
		return new ChaosResult(this.seed, "all", this.length.plus(other.length),
				(this.healing.compareTo(other.healing) > 0) ? this.healing : other.healing, sum,
				this.invalidations + other.invalidations, this.pairs + other.pairs, this.reads + other.reads,
				this.cached + other.cached);
	}

	@Override
	public String toString() {
		return "%s: %.0f s, %d faults, %d invalidations, %d reads, %d racing pairs, level %.1f s after healing, %d values cached at last, %s"
			.formatted(this.setup, this.length.toMillis() / 1e3, faultCount(), this.invalidations, this.reads,
					this.pairs, this.healing.toMillis() / 1e3, this.cached, this.faults);
	}

}
