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
 * minute. Not thread-safe.
 */
final class RefusalLog {

	private static final Log logger = LogFactory.getLog(RefusalLog.class);

	private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final Map<RecordRefusal, Integer> untold = new EnumMap<>(RecordRefusal.class);

	private final String home;

	private final String source;

	private final MonotonicClock clock;

	private final AtomicReference<@Nullable Long> toldAt = new AtomicReference<>();

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
		long now = this.clock.nanos();
		Long toldAt = this.toldAt.get();
		if (toldAt == null || now - toldAt >= INTERVAL_NANOS) {
			this.toldAt.set(now);
			logger
				.warn(("Region %s refused records in the log of %s: %s. It reads the state of %s where records may be "
						+ "missing. Check who may write to the Redis of %s")
					.formatted(this.home, this.source, this.untold, this.source, this.source));
			this.untold.clear();
		}
	}

}
