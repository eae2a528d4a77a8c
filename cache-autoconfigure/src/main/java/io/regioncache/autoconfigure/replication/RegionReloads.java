package io.regioncache.autoconfigure.replication;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

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

	private final AtomicReference<@Nullable ScheduledExecutorService> executor = new AtomicReference<>();

	private final AtomicReference<@Nullable String> complaint = new AtomicReference<>();

	RegionReloads(RegionMembership membership, Duration interval) {
		this.membership = membership;
		this.interval = interval;
	}

	@Override
	public synchronized void start() {
		ScheduledExecutorService executor = Executors
			.newSingleThreadScheduledExecutor((task) -> RegionThreads.create("region-cache-reload", task));
		this.executor.set(executor);
		executor.scheduleWithFixedDelay(this::reload, this.interval.toMillis(), this.interval.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	private void reload() {
		try {
			this.membership.reload();
			this.complaint.set(null);
		}
		catch (RuntimeException | Error ex) {
			// Once for each mistake, not for each time it is read
			String complaint = ex.getMessage() + ": " + NestedExceptionUtils.getMostSpecificCause(ex).getMessage();
			if (!complaint.equals(this.complaint.getAndSet(complaint))) {
				logger.error("Reload failed; keeping the current regions", ex);
			}
		}
	}

	@Override
	public synchronized void stop() {
		ScheduledExecutorService executor = this.executor.getAndSet(null);
		if (executor != null) {
			executor.shutdownNow();
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.executor.get() != null;
	}

}
