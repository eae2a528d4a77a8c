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
 * @param withoutHits the longest time for which a node had no hit in a part of the keys
 * @param slowestRead how long the slowest read took
 * @param latestOld how long after the beginning of a time in which old values are allowed
 * the last one was read
 * @param lockTimeouts how often a lock was waited for in vain
 */
record ArrangementResult(Duration length, Map<String, Integer> done, long reads, long invalidations,
		Duration withoutHits, Duration slowestRead, Duration latestOld, long lockTimeouts) {

	int faults() {
		return this.done.values().stream().mapToInt(Integer::intValue).sum();
	}

	@Override
	public String toString() {
		return ("%.0f s, %d faults %s, %d reads, %d invalidations, at most %d ms without a hit, slowest read %d ms,"
				+ " old values for %d ms where they are allowed, %d locks waited for in vain")
			.formatted(this.length.toMillis() / 1e3, faults(), this.done, this.reads, this.invalidations,
					this.withoutHits.toMillis(), this.slowestRead.toMillis(), this.latestOld.toMillis(),
					this.lockTimeouts);
	}

}
