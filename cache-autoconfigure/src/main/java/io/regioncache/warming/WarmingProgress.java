package io.regioncache.warming;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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

	private volatile WarmingState state = WarmingState.WAITING;

	private volatile @Nullable WarmingRun<?> run;

	private volatile long begun;

	private volatile long ended;

	private volatile long told;

	WarmingProgress(String region, String cache, MonotonicClock clock) {
		this.region = region;
		this.cache = cache;
		this.clock = clock;
	}

	void began(WarmingRun<?> run, int threads) {
		this.begun = this.clock.nanos();
		this.told = this.begun;
		this.run = run;
		this.state = WarmingState.WARMING;
		logger.info("Region %s: warming cache '%s', %d keys at once".formatted(this.region, this.cache, threads));
	}

	/**
	 * Tell the log from time to time.
	 */
	void tell() {
		long now = this.clock.nanos();
		if (now - this.told >= TOLD_NANOS) {
			this.told = now;
			logger.info("Region %s: warming cache '%s', %s so far".formatted(this.region, this.cache, counts()));
		}
	}

	void interrupted() {
		this.ended = this.clock.nanos();
		this.state = WarmingState.WAITING;
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
		this.ended = this.clock.nanos();
		this.state = state;
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
		WarmingRun<?> run = this.run;
		WarmingState state = this.state;
		if (run == null) {
			return new WarmingStatus(state, 0, 0, 0);
		}
		long until = (state == WarmingState.WARMING) ? this.clock.nanos() : this.ended;
		return new WarmingStatus(state, run.warmed(), run.failed(), Math.max(0, until - this.begun) / 1e9);
	}

}
