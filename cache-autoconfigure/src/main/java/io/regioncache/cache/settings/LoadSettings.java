package io.regioncache.cache.settings;

import java.time.Duration;

import io.regioncache.annotation.PublicApi;

import org.springframework.util.Assert;

/**
 * How the loads of one cache share the origin.
 *
 * @param lockTtl after how long the lock of a dead node is free again
 * @param lockWait how long a load of the same key is waited for before loading oneself
 * @param maxConcurrentLoads how many loads of this cache may run at once in this process
 * @param loadWait how long a load waits for its turn
 * @param loadSoftTimeout after how long a load counts as overdue, so that a value within
 * {@code staleIfError} is served while it goes on; zero for never
 * @param loadHardTimeout after how long callers give up waiting for a load; zero for
 * never
 * @since 0.1
 */
@PublicApi
public record LoadSettings(Duration lockTtl, Duration lockWait, int maxConcurrentLoads, Duration loadWait,
		Duration loadSoftTimeout, Duration loadHardTimeout) {

	/**
	 * One load a key, 64 at once, as long as each takes.
	 */
	public static final LoadSettings DEFAULTS = new LoadSettings(Duration.ofSeconds(3), Duration.ofSeconds(5), 64,
			Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO);

	public LoadSettings {
		Assert.isTrue(!lockTtl.isZero() && !lockTtl.isNegative(), "'lockTtl' must be positive");
		Assert.isTrue(!lockWait.isNegative(), "'lockWait' must not be negative");
		Assert.isTrue(maxConcurrentLoads > 0, "'maxConcurrentLoads' must be positive");
		Assert.isTrue(!loadWait.isNegative(), "'loadWait' must not be negative");
		Assert.isTrue(!loadSoftTimeout.isNegative(), "'loadSoftTimeout' must not be negative");
		Assert.isTrue(!loadHardTimeout.isNegative(), "'loadHardTimeout' must not be negative");
	}

	LoadSettings withLockTtl(Duration lockTtl) {
		return new LoadSettings(lockTtl, this.lockWait, this.maxConcurrentLoads, this.loadWait, this.loadSoftTimeout,
				this.loadHardTimeout);
	}

	LoadSettings withLockWait(Duration lockWait) {
		return new LoadSettings(this.lockTtl, lockWait, this.maxConcurrentLoads, this.loadWait, this.loadSoftTimeout,
				this.loadHardTimeout);
	}

	LoadSettings withMaxConcurrentLoads(int maxConcurrentLoads) {
		return new LoadSettings(this.lockTtl, this.lockWait, maxConcurrentLoads, this.loadWait, this.loadSoftTimeout,
				this.loadHardTimeout);
	}

	LoadSettings withLoadWait(Duration loadWait) {
		return new LoadSettings(this.lockTtl, this.lockWait, this.maxConcurrentLoads, loadWait, this.loadSoftTimeout,
				this.loadHardTimeout);
	}

	LoadSettings withLoadSoftTimeout(Duration loadSoftTimeout) {
		return new LoadSettings(this.lockTtl, this.lockWait, this.maxConcurrentLoads, this.loadWait, loadSoftTimeout,
				this.loadHardTimeout);
	}

	LoadSettings withLoadHardTimeout(Duration loadHardTimeout) {
		return new LoadSettings(this.lockTtl, this.lockWait, this.maxConcurrentLoads, this.loadWait,
				this.loadSoftTimeout, loadHardTimeout);
	}

}
