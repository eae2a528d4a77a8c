package io.regioncache.replication.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.region.MonotonicClock;
import io.regioncache.store.session.Session;

/**
 * A session with the server of a source, and what was published in its time.
 */
final class SourceSession {

	private final PublishedRecords published = new PublishedRecords();

	private final Session session;

	private final MonotonicClock clock;

	private final long openedAt;

	private final AtomicLong attachedAt = new AtomicLong();

	SourceSession(Session session, MonotonicClock clock) {
		this.session = session;
		this.clock = clock;
		this.openedAt = clock.nanos();
		attaching();
	}

	/**
	 * How long ago it was opened, in nanoseconds.
	 */
	long age() {
		return this.clock.nanos() - this.openedAt;
	}

	Session session() {
		return this.session;
	}

	PublishedRecords published() {
		return this.published;
	}

	/**
	 * Note that the source is being attached to, and told of its reader.
	 */
	void attaching() {
		this.attachedAt.set(this.clock.nanos());
	}

	/**
	 * Whether the source has not been told of its reader for this long.
	 */
	boolean isSilentFor(Duration duration) {
		return this.clock.nanos() - this.attachedAt.get() >= duration.toNanos();
	}

}
