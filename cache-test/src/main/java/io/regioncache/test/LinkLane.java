package io.regioncache.test;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One direction of a {@link SimulatedLink}: what happens to the bytes of all connections
 * that go this way. Used by the link's thread only.
 */
final class LinkLane {

	static final long UNLIMITED = Long.MAX_VALUE;

	/**
	 * How long bytes may wait for a lane to have sent those before them. Senders of more
	 * have to wait themselves, or a small request would stand behind megabytes of others.
	 */
	private static final long PATIENCE_NANOS = Duration.ofMillis(50).toNanos();

	private long latencyNanos;

	private long jitterNanos;

	private long bytesPerSecond = UNLIMITED;

	private long bytesLeft = UNLIMITED;

	private boolean withheld;

	private long busyUntil = System.nanoTime();

	void latency(Duration latency) {
		this.latencyNanos = latency.toNanos();
	}

	void jitter(Duration jitter) {
		this.jitterNanos = jitter.toNanos();
	}

	void bandwidth(long bytesPerSecond) {
		this.bytesPerSecond = bytesPerSecond;
		this.busyUntil = System.nanoTime();
	}

	void withhold() {
		this.withheld = true;
	}

	void closeAfter(long bytes) {
		this.bytesLeft = bytes;
	}

	void heal() {
		this.withheld = false;
		this.bytesLeft = UNLIMITED;
	}

	boolean isWithheld() {
		return this.withheld;
	}

	/**
	 * Work out when bytes reach the other end that are sent now, behind all others.
	 * @param now the time
	 * @param bytes how many
	 * @return when, in the time of {@link System#nanoTime()}
	 */
	long arrival(long now, int bytes) {
		long sent = now;
		if (this.bytesPerSecond != UNLIMITED) {
			this.busyUntil = Math.max(now, this.busyUntil) + bytes * 1_000_000_000L / this.bytesPerSecond;
			sent = this.busyUntil;
		}
		long jitter = (this.jitterNanos > 0) ? ThreadLocalRandom.current().nextLong(this.jitterNanos + 1) : 0;
		return sent + this.latencyNanos + jitter;
	}

	/**
	 * Return when the lane takes more bytes, which is at once unless it has much to send.
	 * @param now the time
	 * @return when
	 */
	long takesMoreAt(long now) {
		return Math.max(now, this.busyUntil - PATIENCE_NANOS);
	}

	/**
	 * Return how many bytes may be sent at once: a few milliseconds' worth.
	 * @param most what fits in a buffer
	 * @return how many, at least one
	 */
	int portion(int most) {
		return (int) Math.max(1, Math.min(most, this.bytesPerSecond / 200));
	}

	long bytesLeft() {
		return this.bytesLeft;
	}

	void delivered(int bytes) {
		if (this.bytesLeft != UNLIMITED) {
			this.bytesLeft -= bytes;
		}
	}

}
