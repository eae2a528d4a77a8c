package io.regioncache.writebehind;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sequences as this process has seen them, for changes that no region gives one.
 */
final class Sequences {

	private final AtomicLong latest = new AtomicLong();

	private final InstantSource clock;

	Sequences(InstantSource clock) {
		this.clock = clock;
	}

	void saw(long sequence) {
		this.latest.accumulateAndGet(sequence, Math::max);
	}

	/**
	 * Return the greatest that was seen or given.
	 */
	long latest() {
		return this.latest.get();
	}

	/**
	 * Give one by the clock of this process, past all that it has seen.
	 */
	long next() {
		long now = this.clock.millis() * 1000;
		return this.latest.updateAndGet((last) -> Math.max(last + 1, now));
	}

}
