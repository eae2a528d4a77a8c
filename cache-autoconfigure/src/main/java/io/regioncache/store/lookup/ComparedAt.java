package io.regioncache.store.lookup;

import java.util.concurrent.atomic.AtomicLong;

/**
 * When the markers followed were last found to be those of the metadata, in nanoseconds
 * of the clock of the session.
 */
final class ComparedAt {

	private final AtomicLong polledAt;

	private final AtomicLong nanos = new AtomicLong();

	ComparedAt(long now) {
		this.polledAt = new AtomicLong(now);
	}

	/**
	 * Note that they were compared.
	 * @param sent when the metadata was asked for
	 */
	void set(long sent) {
		this.nanos.set(sent);
	}

	long nanosUntil(long now) {
		return now - this.nanos.get();
	}

	/**
	 * Whether nothing has compared them for some time, nor was a poll begun: one is begun
	 * by whoever is told so.
	 */
	boolean isPollDue(long now, long age) {
		if (nanosUntil(now) < age) {
			return false;
		}
		long polled = this.polledAt.get();
		return now - polled >= age && this.polledAt.compareAndSet(polled, now);
	}

}
