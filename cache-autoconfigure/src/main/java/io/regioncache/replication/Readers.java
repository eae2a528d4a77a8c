package io.regioncache.replication;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.regioncache.region.MonotonicClock;
import io.regioncache.replication.redis.ReaderHeartbeat;
import org.jspecify.annotations.Nullable;

/**
 * Which regions read the home region's log at present, by this node's own clock.
 */
final class Readers {

	private static final Duration SILENT = Duration.ofSeconds(5);

	private final Map<String, Reader> readers = new HashMap<>();

	private final MonotonicClock clock;

	Readers(MonotonicClock clock) {
		this.clock = clock;
	}

	void update(Map<String, ReaderHeartbeat> marks) {
		marks.forEach((region, mark) -> this.readers.compute(region,
				(name, known) -> Reader.of(known, mark, this.clock.nanos())));
		this.readers.keySet().retainAll(marks.keySet());
	}

	/**
	 * Return the regions that rely on this one.
	 */
	Set<String> relying() {
		Set<String> relying = new LinkedHashSet<>();
		this.readers.forEach((region, reader) -> {
			if (reader.isActive(this.clock.nanos()) && reader.mark().relying()) {
				relying.add(region);
			}
		});
		return relying;
	}

	/**
	 * Return the marks up to which the log can be trimmed: of all that are to read here,
	 * or do at present. Who once stood in for another way has left a mark that never
	 * moves again.
	 * @param expected the names of those that are to read here
	 * @param marks the marks by region
	 * @return the marks; empty while one of those expected has none
	 */
	Collection<ReaderHeartbeat> reading(Set<String> expected, Map<String, ReaderHeartbeat> marks) {
		Map<String, ReaderHeartbeat> reading = new LinkedHashMap<>();
		if (marks.keySet().containsAll(expected)) {
			reading.putAll(marks);
			reading.keySet().removeIf((region) -> !expected.contains(region) && !isActive(region));
		}
		return reading.values();
	}

	/**
	 * Whether a region has moved its mark lately.
	 */
	private boolean isActive(String region) {
		Reader reader = this.readers.get(region);
		return reader != null && reader.isActive(this.clock.nanos());
	}

	/**
	 * A mark found at first may be old: only one that has moved since counts.
	 */
	private record Reader(ReaderHeartbeat mark, long heardAt, boolean moved) {

		static Reader of(@Nullable Reader known, ReaderHeartbeat mark, long now) {
			if (known == null) {
				return new Reader(mark, now, false);
			}
			return (known.mark().heartbeat() == mark.heartbeat()) ? known : new Reader(mark, now, true);
		}

		boolean isActive(long now) {
			return this.moved && now - this.heardAt < SILENT.toNanos();
		}

	}

}
