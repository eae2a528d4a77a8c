package io.regioncache.store.session;

import java.time.Duration;

import io.regioncache.region.MonotonicClock;

/**
 * Whether the server of one session may be believed.
 * <p>
 * It may while it shows the region's heartbeat moving: one that has not for
 * {@link #MAX_SILENCE}, by this process's own clock, may be a primary that nobody else
 * talks to any more. Trust that has lapsed never comes back, even if the same server
 * answers again: it may have been paused while another was promoted. Only a new session,
 * for which the primary was looked up anew, is trusted again. Nor may a server be
 * believed that could not be confirmed to be the one at the region's address.
 */
public final class SessionTrust {

	/**
	 * For how long the heartbeat may stand still. A replica must not be promoted sooner
	 * than this after its primary has fallen silent.
	 */
	public static final Duration MAX_SILENCE = Duration.ofSeconds(2);

	private final MonotonicClock clock;

	private volatile long heartbeat = -1;

	private volatile long heartbeatMovedAt;

	private volatile boolean unconfirmed;

	private volatile long confirmedAt;

	SessionTrust(MonotonicClock clock) {
		this.clock = clock;
		this.heartbeatMovedAt = clock.nanos() - MAX_SILENCE.toNanos();
		this.confirmedAt = clock.nanos();
	}

	/**
	 * Whether the server is believed, if it is still connected.
	 */
	boolean isGiven() {
		return !this.unconfirmed && !hasLapsed();
	}

	boolean isGivenAt(long now) {
		return !this.unconfirmed && now - this.heartbeatMovedAt < MAX_SILENCE.toNanos();
	}

	/**
	 * Whether the heartbeat has stood still for too long. Never changes back.
	 */
	public boolean hasLapsed() {
		return left() <= 0;
	}

	/**
	 * Return how long it is until this has lapsed if the heartbeat stands still, in
	 * nanoseconds.
	 */
	public long left() {
		return MAX_SILENCE.toNanos() - silentFor();
	}

	/**
	 * How long ago the heartbeat was last seen moving, in nanoseconds.
	 */
	public long silentFor() {
		return this.clock.nanos() - this.heartbeatMovedAt;
	}

	/**
	 * Note the heartbeat of an answer.
	 * @param sent when its question was sent: the age of what it shows counts from there
	 */
	public void observe(long heartbeat, long sent) {
		long known = this.heartbeat;
		if (heartbeat != known) {
			this.heartbeat = heartbeat;
			if (known < 0 || !hasLapsed()) {
				this.heartbeatMovedAt = sent;
			}
		}
	}

	/**
	 * Note that the region's address leads to this server.
	 * @param asked when the address was looked up, in nanoseconds
	 */
	public void confirmed(long asked) {
		this.confirmedAt = asked;
		this.unconfirmed = false;
	}

	/**
	 * Believe no answer until the region's address was seen to lead to this server.
	 */
	public void distrust() {
		this.unconfirmed = true;
	}

	public boolean isUnconfirmed() {
		return this.unconfirmed;
	}

	/**
	 * How long ago the region's address was last seen to lead to this server, in
	 * nanoseconds.
	 */
	public long unconfirmedFor() {
		return this.clock.nanos() - this.confirmedAt;
	}

}
