package io.regioncache.audit;

import io.regioncache.region.MonotonicClock;

/**
 * Admits so many samples a second, and one second's worth at once.
 */
final class SampleRate {

	private final double perNano;

	private final double most;

	private final MonotonicClock clock;

	private double available;

	private long last;

	SampleRate(double perSecond, MonotonicClock clock) {
		this.perNano = perSecond / 1e9;
		this.most = Math.max(1, perSecond);
		this.clock = clock;
		this.available = this.most;
		this.last = clock.nanos();
	}

	boolean admits() {
		long now = this.clock.nanos();
		this.available = Math.min(this.most, this.available + (now - this.last) * this.perNano);
		this.last = now;
		if (this.available < 1) {
			return false;
		}
		this.available--;
		return true;
	}

}
