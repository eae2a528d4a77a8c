package io.regioncache.consistency;

import java.time.Instant;
import java.time.InstantSource;

import io.regioncache.store.log.Position;

/**
 * The token of one caller, with what was written and shown since the caller came.
 */
final class AccumulatedToken {

	private final InstantSource clock;

	private final TimestampedToken arrived;

	private volatile TimestampedToken known;

	private volatile boolean renewed;

	AccumulatedToken(TimestampedToken arrived, InstantSource clock) {
		this.arrived = arrived;
		this.known = arrived;
		this.clock = clock;
	}

	/**
	 * Return what is known by now. While it is the same object, nothing has changed.
	 */
	TimestampedToken known() {
		return this.known;
	}

	/**
	 * Return a token as that of something that has happened just now.
	 */
	TimestampedToken now(ConsistencyToken token) {
		return new TimestampedToken(token, this.clock.instant());
	}

	void write(String region, Position position) {
		TimestampedToken written = now(ConsistencyToken.NONE.and(region, position));
		synchronized (this) {
			// First, so that nobody sees the write without it.
			this.renewed = true;
			this.known = this.known.and(written);
		}
	}

	void see(ConsistencyToken seen) {
		merge(TimestampedToken.shown(seen, this.clock.instant()), false);
	}

	synchronized void merge(TimestampedToken token, boolean renews) {
		TimestampedToken merged = this.known.and(token);
		if (merged != this.known) {
			this.renewed |= renews;
			this.known = merged;
		}
	}

	/**
	 * Return whether it differs from the one that arrived, and lives.
	 */
	boolean isToBeSent() {
		TimestampedToken now = this.known;
		return now != this.arrived && !now.lastWrite().equals(Instant.MIN);
	}

	/**
	 * Return whether it has changed because of more than reads.
	 */
	boolean isRenewed() {
		return this.renewed;
	}

}
