package io.regioncache.replication;

import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The versions of a row, and when the invalidation for each had returned.
 */
final class ReplacedVersions {

	private final AtomicLong last = new AtomicLong();

	/**
	 * By the version that came, when whatever was older had been invalidated.
	 */
	private final ConcurrentSkipListMap<Long, Long> returned = new ConcurrentSkipListMap<>();

	/**
	 * Write another version.
	 */
	long next() {
		return this.last.incrementAndGet();
	}

	long last() {
		return this.last.get();
	}

	/**
	 * Note that what is older than a version has been invalidated by now.
	 */
	void replaced(long version) {
		this.returned.put(version, System.nanoTime());
	}

	/**
	 * For how long a version had been replaced at a moment, in nanoseconds.
	 * @return the time; negative if it had not
	 */
	long replacedFor(long version, long moment) {
		return this.returned.tailMap(version, false)
			.values()
			.stream()
			.mapToLong((time) -> moment - time)
			.max()
			.orElse(-1);
	}

}
