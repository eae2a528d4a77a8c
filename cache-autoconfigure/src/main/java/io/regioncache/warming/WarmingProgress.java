package io.regioncache.warming;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.region.MonotonicClock;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * How the warming of one cache stands, for the log, the meters and the endpoint.
 */
final class WarmingProgress {

	private static final Log logger = LogFactory.getLog(WarmingProgress.class);

	private static final long TOLD_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final String region;

	private final String cache;

	private final MonotonicClock clock;

	private final CountDownLatch over = new CountDownLatch(1);

	private final AtomicLong told = new AtomicLong();

	private volatile Stage stage = new Stage(WarmingState.WAITING, null, 0, 0);

	WarmingProgress(String region, String cache, MonotonicClock clock) {
		this.region = region;
		this.cache = cache;
		this.clock = clock;
	}

	void began(WarmingRun<?> run, int threads) {
		long now = this.clock.nanos();
		this.told.set(now);
		this.stage = new Stage(WarmingState.WARMING, run, now, now);
		logger.info("Region %s: warming cache '%s', %d keys at once".formatted(this.region, this.cache, threads));
	}

	/**
	 * Tell the log from time to time.
	 */
	void tell() {
		long now = this.clock.nanos();
		if (now - this.told.get() >= TOLD_NANOS) {
			this.told.set(now);
			logger.info("Region %s: warming cache '%s', %s so far".formatted(this.region, this.cache, counts()));
		}
	}

	void interrupted() {
		this.stage = this.stage.ended(WarmingState.WAITING, this.clock.nanos());
		logger.info("Region %s: warming of cache '%s' has stopped after %s; this process or another begins again"
			.formatted(this.region, this.cache, counts()));
	}

	void warmed() {
		logger.info("Region %s: cache '%s' is warm: %s".formatted(this.region, this.cache, counts()));
		end(WarmingState.WARM);
	}

	void warmedByAnother() {
		logger.info("Region %s: another process has warmed cache '%s'".formatted(this.region, this.cache));
		end(WarmingState.WARM);
	}

	/**
	 * The message of a failure may contain a key.
	 */
	void failed(Throwable failure) {
		logger.warn(("Region %s: cache '%s' cannot be warmed (%s). The application starts without; another process may "
				+ "try. Check the CacheWarmer of this cache; the debug log has the failure")
			.formatted(this.region, this.cache, failure.getClass().getName()));
		logger.debug("Warming of cache '%s' has failed".formatted(this.cache), failure);
		end(WarmingState.FAILED);
	}

	private void end(WarmingState state) {
		this.stage = this.stage.ended(state, this.clock.nanos());
		this.over.countDown();
	}

	boolean isOver() {
		return this.over.getCount() == 0;
	}

	boolean await(Duration time) throws InterruptedException {
		return this.over.await(time.toNanos(), TimeUnit.NANOSECONDS);
	}

	private String counts() {
		WarmingStatus status = status();
		return "%d keys in %.1f s, %d failed".formatted(status.warmed(), status.seconds(), status.failed());
	}

	WarmingStatus status() {
		return this.stage.status(this.clock.nanos());
	}

	/**
	 * How far it has come.
	 *
	 * @param state the state
	 * @param run what this process has loaded; {@code null} before that
	 * @param begun when it began, by the monotonic clock
	 * @param ended when it ended
	 */
	private record Stage(WarmingState state, @Nullable WarmingRun<?> run, long begun, long ended) {

		Stage ended(WarmingState state, long now) {
			return new Stage(state, this.run, this.begun, now);
		}

		WarmingStatus status(long now) {
			long until = (this.state == WarmingState.WARMING) ? now : this.ended;
			return (this.run == null) ? new WarmingStatus(this.state, 0, 0, 0) : new WarmingStatus(this.state,
					this.run.warmed(), this.run.failed(), Math.max(0, until - this.begun) / 1e9);
		}

	}

}
