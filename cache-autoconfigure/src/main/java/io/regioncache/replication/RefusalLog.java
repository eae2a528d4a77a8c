package io.regioncache.replication;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.region.MonotonicClock;
import io.regioncache.replication.redis.RecordRefusal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells operators which records in the log of a source were refused, at most once a
 * minute, and that everything was marked instead, at most once a second. Not thread-safe.
 */
final class RefusalLog {

	private static final Log logger = LogFactory.getLog(RefusalLog.class);

	private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private static final long FLOOD_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Map<RecordRefusal, Integer> untold = new EnumMap<>(RecordRefusal.class);

	private final String home;

	private final String source;

	private final MonotonicClock clock;

	private final AtomicReference<@Nullable Long> toldAt = new AtomicReference<>();

	private final AtomicReference<@Nullable Long> floodToldAt = new AtomicReference<>();

	RefusalLog(String home, String source, MonotonicClock clock) {
		this.home = home;
		this.source = source;
		this.clock = clock;
	}

	/**
	 * Note what was refused.
	 * @param refused how many records, by the reason
	 */
	void add(Map<RecordRefusal, Integer> refused) {
		refused.forEach((refusal, records) -> this.untold.merge(refusal, records, Integer::sum));
		if (refused.containsKey(RecordRefusal.EPOCH) && isDue(this.floodToldAt, FLOOD_INTERVAL_NANOS)) {
			logger.warn(
					("Region %s: the log of region %s names more epochs than are learned in a short time (%d, and one "
							+ "more each minute); all entries of region %s are invalidated and loaded again")
						.formatted(this.home, this.source, EpochBudget.CAPACITY, this.home));
		}
		if (isDue(this.toldAt, INTERVAL_NANOS)) {
			logger
				.warn(("Region %s refused records in the log of %s: %s. It reads the state of %s where records may be "
						+ "missing. Check who may write to the Redis of %s")
					.formatted(this.home, this.source, this.untold, this.source, this.source));
			this.untold.clear();
		}
	}

	private boolean isDue(AtomicReference<@Nullable Long> toldAt, long interval) {
		long now = this.clock.nanos();
		Long before = toldAt.get();
		boolean due = before == null || now - before >= interval;
		if (due) {
			toldAt.set(now);
		}
		return due;
	}

}
