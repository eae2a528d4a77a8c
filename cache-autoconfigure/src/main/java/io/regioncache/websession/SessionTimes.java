package io.regioncache.websession;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When a session began and was last used, and how long it lives without a request.
 */
final class SessionTimes {

	private final SessionHandling handling;

	private final Instant created;

	private Instant accessed;

	private Instant savedAccessed;

	private Duration interval;

	private Duration savedInterval;

	SessionTimes(SessionHandling handling, Instant created, Instant accessed, Duration interval) {
		this.handling = handling;
		this.created = created;
		this.accessed = accessed;
		this.savedAccessed = accessed;
		this.interval = interval;
		this.savedInterval = interval;
	}

	Instant created() {
		return this.created;
	}

	Instant accessed() {
		return this.accessed;
	}

	void access(Instant time) {
		this.accessed = time;
	}

	boolean isAccessed() {
		return !this.accessed.equals(this.savedAccessed);
	}

	Duration interval() {
		return this.interval;
	}

	void expireAfter(Duration interval) {
		this.interval = interval;
	}

	boolean isIntervalChanged() {
		return !this.interval.equals(this.savedInterval);
	}

	/**
	 * Return the fields of those that have changed, and of the last access.
	 * @param all whether the others are to be returned as well
	 */
	Map<String, byte[]> fields(boolean all) {
		Map<String, byte[]> fields = new LinkedHashMap<>();
		fields.put(SessionFields.ACCESSED, number(this.accessed.toEpochMilli()));
		if (all) {
			fields.put(SessionFields.CREATED, number(this.created.toEpochMilli()));
		}
		if (all || isIntervalChanged()) {
			fields.put(SessionFields.INTERVAL, number(this.handling.bounded(this.interval).toSeconds()));
		}
		return fields;
	}

	private static byte[] number(long number) {
		return SessionFields.bytes(Long.toString(number));
	}

	/**
	 * Note that all changes were handed over to be written.
	 */
	void saved() {
		this.savedAccessed = this.accessed;
		this.savedInterval = this.interval;
	}

}
