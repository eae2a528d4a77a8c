package io.regioncache.websession;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what becomes of sessions in this process.
 */
public final class WebSessionCounts {

	private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);

	WebSessionCounts() {
		for (Event event : Event.values()) {
			this.counts.put(event, new LongAdder());
		}
	}

	void count(Event event) {
		adder(event).increment();
	}

	/**
	 * Return how often something has happened.
	 * @param event what has happened
	 * @return the number since the start
	 */
	public long of(Event event) {
		return adder(event).sum();
	}

	private LongAdder adder(Event event) {
		return this.counts.getOrDefault(event, new LongAdder());
	}

	/**
	 * What happens to sessions.
	 */
	public enum Event {

		/** The home region has one. */
		HOME,

		/** Another region has one that the home region has not. */
		ELSEWHERE,

		/** No region has one. */
		ABSENT,

		/** One was revoked. */
		REVOKED,

		/** It is not known whether there is one. */
		UNKNOWN,

		/** A session was written. */
		SAVED,

		/** A session was to be written, and is not there any more. */
		GONE,

		/** A session was to be written, and no region could be asked. */
		UNSAVED,

		/** One session was destroyed. */
		DESTROYED,

		/** All sessions of a user were destroyed. */
		ALL_DESTROYED

	}

}
