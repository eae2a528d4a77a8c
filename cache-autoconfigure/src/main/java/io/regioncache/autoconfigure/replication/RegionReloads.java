package io.regioncache.autoconfigure.replication;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.regioncache.region.RegionThreads;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;

/**
 * Reads the configuration of the regions again, time after time.
 */
final class RegionReloads implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(RegionReloads.class);

	private final RegionMembership membership;

	private final Duration interval;

	private @Nullable ScheduledExecutorService executor;

	private @Nullable String complaint;

	RegionReloads(RegionMembership membership, Duration interval) {
		this.membership = membership;
		this.interval = interval;
	}

	@Override
	public synchronized void start() {
		ScheduledExecutorService executor = Executors
			.newSingleThreadScheduledExecutor((task) -> RegionThreads.create("region-cache-reload", task));
		this.executor = executor;
		executor.scheduleWithFixedDelay(this::reload, this.interval.toMillis(), this.interval.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	private void reload() {
		try {
			this.membership.reload();
			this.complaint = null;
		}
		catch (RuntimeException | Error ex) {
			// Once for each mistake, not for each time it is read
			String complaint = ex.getMessage() + ": " + NestedExceptionUtils.getMostSpecificCause(ex).getMessage();
			if (!complaint.equals(this.complaint)) {
				this.complaint = complaint;
				logger.error("Reload failed; keeping the current regions", ex);
			}
		}
	}

	@Override
	public synchronized void stop() {
		if (this.executor != null) {
			this.executor.shutdownNow();
			this.executor = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.executor != null;
	}

}
