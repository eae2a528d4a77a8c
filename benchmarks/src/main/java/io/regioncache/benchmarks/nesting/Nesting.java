package io.regioncache.benchmarks.nesting;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.load.Loader;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;

/**
 * New caches, the threads that know nothing of each other's loads, and an origin that
 * takes a while.
 */
final class Nesting {

	private static final ThreadFactory THREADS = (task) -> {
		Thread thread = new Thread(null, task, "foreign", 0, false);
		thread.setDaemon(true);
		return thread;
	};

	static final ExecutorService FOREIGN = Executors.newCachedThreadPool(THREADS);

	private static final ScheduledExecutorService CLIENT = Executors.newScheduledThreadPool(2, THREADS);

	private final RegionCacheManager manager;

	private final int number;

	private final int caches;

	private final int millis;

	private final AtomicInteger running = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	Nesting(RegionCacheManager manager, int number, int caches, int millis) {
		this.manager = manager;
		this.number = number;
		this.caches = caches;
		this.millis = millis;
	}

	int caches() {
		return this.caches;
	}

	/**
	 * The most loads that were at the origin at once.
	 */
	int most() {
		return this.most.get();
	}

	/**
	 * The cache of one load of a chain: the chains of two callers begin in different
	 * ones.
	 */
	RegionCache cache(String chain, int depth) {
		int first = chain.charAt(chain.length() - 1);
		return this.manager.getCache("nesting-%d-%d".formatted(this.number, (first + depth) % this.caches));
	}

	static CacheRequest request(String chain, int depth) {
		return CacheRequest.of(chain + "-" + depth, Integer.class);
	}

	/**
	 * What a client of the origin answers on a thread of its own.
	 */
	CompletableFuture<Integer> later() {
		began();
		CompletableFuture<Integer> answer = new CompletableFuture<>();
		CLIENT.schedule(() -> {
			this.running.decrementAndGet();
			answer.complete(1);
		}, this.millis, TimeUnit.MILLISECONDS);
		return answer;
	}

	int sleep() throws InterruptedException {
		began();
		Thread.sleep(this.millis);
		this.running.decrementAndGet();
		return 1;
	}

	private void began() {
		this.most.accumulateAndGet(this.running.incrementAndGet(), Math::max);
	}

	CompletableFuture<Integer> call(Loader loader) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return (Integer) loader.load();
			}
			catch (Throwable ex) {
				throw new CompletionException(ex);
			}
		}, FOREIGN);
	}

}
