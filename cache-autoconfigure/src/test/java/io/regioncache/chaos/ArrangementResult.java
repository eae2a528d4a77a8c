package io.regioncache.chaos;

import java.time.Duration;
import java.util.Map;

/**
 * What was done to an arrangement, and what was seen.
 *
 * @param length how long it lasted
 * @param done how often each thing was done
 * @param reads how many reads there were
 * @param invalidations how many invalidations there were
 * @param millisWithoutHits for how long a node had no hit in a part of the keys at most,
 * by what was done before
 * @param slowestRead how long the slowest read took
 * @param slowestTakeOver how long it took at most until a server served for one that was
 * killed, as far as that was waited for
 * @param latestOld how long after the beginning of a time in which old values are allowed
 * the last one was read
 * @param lockTimeouts how often a lock was waited for in vain
 */
record ArrangementResult(Duration length, Map<String, Integer> done, long reads, long invalidations,
		Map<String, Long> millisWithoutHits, Duration slowestRead, Duration slowestTakeOver, Duration latestOld,
		long lockTimeouts) {

	int faults() {
		return this.done.values().stream().mapToInt(Integer::intValue).sum();
	}

	Duration withoutHits() {
		return Duration.ofMillis(this.millisWithoutHits.values().stream().mapToLong(Long::longValue).max().orElse(0));
	}

	@Override
	public String toString() {
		return ("%.0f s, %d faults %s, %d reads, %d invalidations, at most %d ms without a hit %s, slowest read %d ms,"
				+ " taken over after at most %d ms, old values for %d ms where they are allowed, %d locks waited for in vain")
			.formatted(this.length.toMillis() / 1e3, faults(), this.done, this.reads, this.invalidations,
					withoutHits().toMillis(), this.millisWithoutHits, this.slowestRead.toMillis(),
					this.slowestTakeOver.toMillis(), this.latestOld.toMillis(), this.lockTimeouts);
	}

}
