package io.regioncache.region;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Unexpected failures of the library's own threads while they work for one region, such
 * as an {@code OutOfMemoryError}. All are counted, and at most one a minute is logged;
 * the work goes on.
 */
public final class WorkerFailures {

	private static final Log logger = LogFactory.getLog(WorkerFailures.class);

	private static final long QUIET_MILLIS = TimeUnit.MINUTES.toMillis(1);

	private final String region;

	private final InstantSource clock;

	private final AtomicLong count = new AtomicLong();

	private final AtomicLong unlogged = new AtomicLong();

	private final AtomicReference<@Nullable Instant> loggedAt = new AtomicReference<>();

	private final AtomicReference<@Nullable Failure> last = new AtomicReference<>();

	/**
	 * Create a record without failures.
	 * @param region the name of the region
	 */
	public WorkerFailures(String region) {
		this(region, InstantSource.system());
	}

	WorkerFailures(String region, InstantSource clock) {
		this.region = region;
		this.clock = clock;
	}

	/**
	 * Note a failure.
	 * @param work the work that failed, such as {@code the heartbeat}
	 * @param failure what was thrown
	 */
	public synchronized void failed(String work, Throwable failure) {
		Instant now = this.clock.instant();
		this.count.incrementAndGet();
		this.last.set(new Failure(now, work, failure.getClass().getName()));
		Instant logged = this.loggedAt.get();
		if (logged != null && now.toEpochMilli() - logged.toEpochMilli() < QUIET_MILLIS) {
			this.unlogged.incrementAndGet();
			return;
		}
		this.loggedAt.set(now);
		log(work, failure, this.unlogged.getAndSet(0));
	}

	private void log(String work, Throwable failure, long unlogged) {
		String before = (unlogged > 0) ? ", after %d more failures since the last message".formatted(unlogged) : "";
		logger.error("Region %s: %s failed unexpectedly%s; retrying".formatted(this.region, work, before), failure);
	}

	/**
	 * Return the name of the region.
	 * @return the name
	 */
	public String region() {
		return this.region;
	}

	/**
	 * Return how many there were since the start.
	 * @return the number
	 */
	public long count() {
		return this.count.get();
	}

	/**
	 * Return the last one.
	 * @return the last failure, or {@code null} if there was none
	 */
	public @Nullable Failure last() {
		return this.last.get();
	}

	/**
	 * One failure.
	 *
	 * @param time when it happened
	 * @param work what has failed
	 * @param type the class of what was thrown
	 */
	public record Failure(Instant time, String work, String type) {
	}

}
