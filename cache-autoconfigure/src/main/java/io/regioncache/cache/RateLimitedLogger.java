package io.regioncache.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Warnings of one kind, of which the log gets one a minute.
 */
public final class RateLimitedLogger {

	private static final Log logger = LogFactory.getLog(RateLimitedLogger.class);

	private static final long INTERVAL = Duration.ofMinutes(1).toNanos();

	private final AtomicLong last = new AtomicLong(System.nanoTime() - INTERVAL);

	public void tell(String message) {
		long now = System.nanoTime();
		long last = this.last.get();
		if (now - last >= INTERVAL && this.last.compareAndSet(last, now)) {
			logger.warn(message + " (further cases within a minute are only counted)");
		}
	}

}
