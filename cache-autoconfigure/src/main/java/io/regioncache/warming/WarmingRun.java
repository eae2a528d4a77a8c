package io.regioncache.warming;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

import io.regioncache.region.RegionThreads;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Loads the keys of one warmer, on threads of its own.
 *
 * @param <K> the type of the keys
 */
final class WarmingRun<K> {

	private static final Log logger = LogFactory.getLog(WarmingRun.class);

	private final CacheWarmer<K> warmer;

	private final WarmingKeys<K> keys;

	private final LongAdder warmed = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

	/**
	 * Prepare a run.
	 * @throws RuntimeException if the warmer cannot name its keys
	 */
	WarmingRun(CacheWarmer<K> warmer, int maxKeys) {
		this.warmer = warmer;
		this.keys = new WarmingKeys<>(warmer.keys(), maxKeys);
	}

	/**
	 * Load all keys, or as many as there is time for.
	 * @param threads how many are loaded at once
	 * @param interval how often to ask whether to go on
	 * @param goOn whether this process may still warm
	 * @return whether all were loaded, or could not be
	 */
	boolean run(int threads, Duration interval, BooleanSupplier goOn) throws InterruptedException {
		ExecutorService executor = start(threads);
		try {
			while (!executor.awaitTermination(interval.toNanos(), TimeUnit.NANOSECONDS)) {
				if (!goOn.getAsBoolean()) {
					return false;
				}
			}
			return true;
		}
		finally {
			this.keys.end();
			executor.shutdownNow();
		}
	}

	private ExecutorService start(int threads) {
		ExecutorService executor = Executors.newFixedThreadPool(threads,
				RegionThreads.numbered("region-cache-warming-" + this.warmer.cacheName() + '-'));
		for (int i = 0; i < threads; i++) {
			executor.execute(this::loadAll);
		}
		executor.shutdown();
		return executor;
	}

	private void loadAll() {
		try {
			Optional<K> key = this.keys.next();
			while (key.isPresent() && !Thread.currentThread().isInterrupted()) {
				load(key.get());
				key = this.keys.next();
			}
		}
		catch (RuntimeException | Error ex) {
			this.broken.compareAndSet(null, ex);
			this.keys.end();
		}
	}

	private void load(K key) {
		try {
			this.warmer.warm(key);
			this.warmed.increment();
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			this.failed.increment();
			logger.debug("A key of cache '%s' cannot be warmed".formatted(this.warmer.cacheName()), ex);
		}
	}

	long warmed() {
		return this.warmed.sum();
	}

	long failed() {
		return this.failed.sum();
	}

	/**
	 * Return what has ended the run early, if anything has.
	 */
	@Nullable Throwable broken() {
		return this.broken.get();
	}

}
