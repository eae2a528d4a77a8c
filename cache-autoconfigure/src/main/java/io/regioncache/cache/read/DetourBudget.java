package io.regioncache.cache.read;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import io.regioncache.region.MonotonicClock;

/**
 * Bounds which fraction of the reads of this process take a detour, over some seconds, so
 * that whoever presents one token again and again cannot flood the origin.
 */
final class DetourBudget {

	/**
	 * Where little is read, so many detours may be taken in any window.
	 */
	static final int LEAST = 20;

	static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final double fraction;

	private final MonotonicClock clock;

	private final LongAdder reads = new LongAdder();

	private long windowStart;

	private long readsAtStart;

	private long readsBefore;

	private long taken;

	DetourBudget(double fraction, MonotonicClock clock) {
		this.fraction = fraction;
		this.clock = clock;
		this.windowStart = clock.nanos();
	}

	void read() {
		this.reads.increment();
	}

	/**
	 * Take a detour, if one is left.
	 */
	synchronized boolean take() {
		long now = this.clock.nanos();
		long reads = this.reads.sum();
		if (now - this.windowStart >= WINDOW_NANOS) {
			boolean next = now - this.windowStart < 2 * WINDOW_NANOS;
			this.readsBefore = next ? reads - this.readsAtStart : 0;
			this.windowStart = now;
			this.readsAtStart = reads;
			this.taken = 0;
		}
		// A window that has just begun is judged by the one before it.
		long basis = Math.max(reads - this.readsAtStart, this.readsBefore);
		if (this.fraction == 0 || this.taken >= Math.max(LEAST, (long) (basis * this.fraction))) {
			return false;
		}
		this.taken++;
		return true;
	}

}
