package io.regioncache.writebehind;

import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whether the changes of a cache can be written at present, and after how long it is
 * tried again where they cannot.
 */
final class DatabaseOutage {

	private static final Log logger = LogFactory.getLog(DatabaseOutage.class);

	private static final long SHORTEST_RETRY_MILLIS = 100;

	private static final long LONGEST_RETRY_MILLIS = 10_000;

	private final ChangeQueue queue;

	private final AtomicLong retryMillis = new AtomicLong();

	DatabaseOutage(ChangeQueue queue) {
		this.queue = queue;
	}

	/**
	 * Return after how long it is tried again, 0 if there is no outage.
	 */
	long retryMillis() {
		return this.retryMillis.get();
	}

	/**
	 * Note how a batch went.
	 * @param outage why nothing can be written, or {@code null}
	 */
	void note(@Nullable Exception outage) {
		if (outage != null) {
			goesOn(outage);
		}
		else if (this.retryMillis.getAndSet(0) > 0) {
			logger.info("Changes of cache '%s' are written again".formatted(this.queue.cache()));
		}
	}

	private void goesOn(Exception outage) {
		this.queue.statistics().failed();
		long last = this.retryMillis.get();
		if (last == 0) {
			logger
				.warn(("Changes of cache '%s' cannot be written (%s). They stay in the region, up to %d keys, and are "
						+ "tried again every %d seconds at least. Check the database of its BatchWriter")
					.formatted(this.queue.cache(), outage, this.queue.settings().capacity(),
							LONGEST_RETRY_MILLIS / 1000));
		}
		this.retryMillis.set(Math.min(LONGEST_RETRY_MILLIS, Math.max(SHORTEST_RETRY_MILLIS, 2 * last)));
	}

}
