package io.regioncache.chaos;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * How long each node was without a hit, in each part of the keys.
 */
final class HitGaps {

	private final int parts;

	private final AtomicLongArray last;

	private final AtomicLongArray longest;

	HitGaps(int nodes, int parts) {
		this.parts = parts;
		long now = System.nanoTime();
		this.last = new AtomicLongArray(IntStream.range(0, nodes * parts).mapToLong((i) -> now).toArray());
		this.longest = new AtomicLongArray(nodes * parts);
	}

	void hit(int node, int part) {
		int index = node * this.parts + part;
		long now = System.nanoTime();
		long gap = now - this.last.getAndSet(index, now);
		this.longest.accumulateAndGet(index, gap, Math::max);
	}

	/**
	 * Begin anew. The time since the last hits counts as well.
	 * @return the longest time without a hit so far
	 */
	Duration restart() {
		long longest = 0;
		for (int i = 0; i < this.last.length(); i++) {
			hit(i / this.parts, i % this.parts);
			longest = Math.max(longest, this.longest.getAndSet(i, 0));
		}
		return Duration.ofNanos(longest);
	}

}
