package io.regioncache.cache.entry;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.region.MonotonicClock;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Warnings of one kind, of which the log gets one a minute.
 */
public final class RateLimitedLogger {

	private static final Log logger = LogFactory.getLog(RateLimitedLogger.class);

	private static final long INTERVAL = Duration.ofMinutes(1).toNanos();

	private final MonotonicClock clock;

	private final AtomicLong last;

	public RateLimitedLogger() {
		this(MonotonicClock.SYSTEM);
	}

	RateLimitedLogger(MonotonicClock clock) {
		this.clock = clock;
		this.last = new AtomicLong(clock.nanos() - INTERVAL);
	}

	public void tell(String message) {
		long now = this.clock.nanos();
		long last = this.last.get();
		if (now - last >= INTERVAL && this.last.compareAndSet(last, now)) {
			logger.warn(message + " (further cases within a minute are only counted)");
		}
	}

}
