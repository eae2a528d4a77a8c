package io.regioncache.warming;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.regioncache.region.MonotonicClock;
import io.regioncache.region.RegionThreads;
import io.regioncache.store.RegionStore;
import io.regioncache.store.WarmingNotes;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Warms one cache, or waits until another process has: on a thread of its own, which ends
 * with that.
 *
 * @param <K> the type of the keys
 */
final class CacheWarming<K> implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(CacheWarming.class);

	private final CacheWarmer<K> warmer;

	private final WarmingSettings settings;

	private final WarmingTimes times;

	private final WarmingNotes notes;

	private final WarmingProgress progress;

	private final CountDownLatch closed = new CountDownLatch(1);

	private final Thread thread;

	CacheWarming(RegionStore store, CacheWarmer<K> warmer, WarmingSettings settings, WarmingTimes times) {
		this.warmer = warmer;
		this.settings = settings;
		this.times = times;
		this.notes = new WarmingNotes(store, warmer.cacheName());
		this.progress = new WarmingProgress(store.region(), warmer.cacheName(), MonotonicClock.SYSTEM);
		this.thread = RegionThreads.create("region-cache-warming-" + warmer.cacheName(), this::work);
	}

	void start() {
		if (this.thread.getState() == Thread.State.NEW) {
			this.thread.start();
		}
	}

	WarmingStatus status() {
		return this.progress.status();
	}

	/**
	 * Wait until the cache is warm, or this process has given up.
	 */
	boolean await(Duration time) throws InterruptedException {
		return this.progress.await(time);
	}

	private void work() {
		try {
			attempt();
			while (!this.progress.isOver()
					&& !this.closed.await(this.times.pause().toMillis(), TimeUnit.MILLISECONDS)) {
				attempt();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException | Error ex) {
			this.progress.failed(ex);
		}
	}

	private void attempt() throws InterruptedException {
		try {
			if (!isDone() && this.notes.lease().acquire(this.times.lease()).join()) {
				warmUnlessDone();
			}
		}
		catch (CompletionException ex) {
			logger.debug("It is not known whether cache '%s' is warm; retrying".formatted(this.warmer.cacheName()), ex);
		}
	}

	private boolean isDone() {
		boolean done = this.notes.isDone().join();
		if (done) {
			this.progress.warmedByAnother();
		}
		return done;
	}

	/**
	 * Whoever had the lease may have finished between the question and the lease.
	 */
	private void warmUnlessDone() throws InterruptedException {
		try {
			if (!isDone()) {
				warm();
			}
		}
		finally {
			this.notes.lease().release();
		}
	}

	private void warm() throws InterruptedException {
		WarmingRun<K> run = new WarmingRun<>(this.warmer, this.settings.maxKeys());
		this.progress.began(run, this.settings.concurrency());
		if (run.run(this.settings.concurrency(), this.times.renewal(), this::mayGoOn)) {
			ended(run);
		}
		else {
			this.progress.interrupted();
		}
	}

	private void ended(WarmingRun<K> run) {
		Throwable broken = run.broken();
		if (broken == null && run.failed() > 0 && run.warmed() == 0) {
			broken = new IllegalStateException("none of its keys could be loaded");
		}
		if (broken != null) {
			this.progress.failed(broken);
			return;
		}
		this.notes.done(this.settings.repeatAfter()).join();
		this.progress.warmed();
	}

	private boolean mayGoOn() {
		this.progress.tell();
		try {
			return this.closed.getCount() > 0 && this.notes.lease().acquire(this.times.lease()).join();
		}
		catch (CompletionException ex) {
			return false;
		}
	}

	/**
	 * What is being loaded is interrupted, and another process takes over at once.
	 */
	@Override
	public void close() {
		this.closed.countDown();
		this.thread.interrupt();
	}

}
