package io.regioncache.benchmarks.budget;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application that reads three caches, the more popular keys more often, and may flood
 * a fourth one with keys that nobody asks for again.
 */
final class BudgetTraffic implements AutoCloseable {

	static final String FLOOD = "flood";

	static final List<String> OTHERS = List.of("products", "prices", "offers");

	private static final int BATCH = 500;

	private final ConfigurableApplicationContext application;

	private final Map<String, RegionCache> caches = new LinkedHashMap<>();

	private final int keys;

	private volatile int floodsPerSecond;

	private volatile boolean over;

	private long flooded;

	/**
	 * Create the application.
	 * @param properties how its caches are configured
	 * @param keys how many keys each cache is read with
	 */
	BudgetTraffic(List<String> properties, int keys) {
		this.application = new SpringApplicationBuilder(BudgetKeeper.Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.run(properties.stream().map((property) -> "--" + property).toArray(String[]::new));
		RegionCacheManager manager = this.application.getBean(RegionCacheManager.class);
		OTHERS.forEach((name) -> this.caches.put(name, manager.getCache(name)));
		this.caches.put(FLOOD, manager.getCache(FLOOD));
		this.keys = keys;
	}

	void fill() {
		for (String name : OTHERS) {
			for (long from = 0; from < this.keys; from += BATCH) {
				load(this.caches.get(name), from, Math.min(this.keys, from + BATCH));
			}
		}
	}

	private static void load(RegionCache cache, long from, long to) {
		cache.getAll(LongStream.range(from, to).boxed().toList(), String.class,
				(missing) -> missing.stream().collect(Collectors.toMap((id) -> id, BudgetTraffic::value)));
	}

	/**
	 * Just below the size from which values are compressed.
	 */
	private static String value(long id) {
		return Long.toString(id).repeat(1000).substring(0, 900 + (int) (id % 100));
	}

	void start() {
		run("readers", () -> {
			OTHERS.forEach((name) -> {
				long key = (long) (this.keys * Math.pow(ThreadLocalRandom.current().nextDouble(), 2));
				this.caches.get(name).get(key, () -> value(key));
			});
			LockSupport.parkNanos(3_000_000);
		});
		run("flood", () -> {
			int batch = this.floodsPerSecond / 10;
			if (batch > 0) {
				load(this.caches.get(FLOOD), this.flooded, this.flooded + batch);
				this.flooded += batch;
			}
			LockSupport.parkNanos(100_000_000);
		});
	}

	private void run(String name, Runnable step) {
		Thread thread = new Thread(() -> {
			while (!this.over) {
				step.run();
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	void flood(int perSecond) {
		this.floodsPerSecond = perSecond;
	}

	/**
	 * Return how many of the reads of the three caches were hits, and how many there
	 * were.
	 */
	long[] reads() {
		long hits = 0;
		long misses = 0;
		for (String name : OTHERS) {
			CacheStatistics counted = this.caches.get(name).statistics();
			hits += counted.get(Event.HIT) + counted.get(Event.STALE);
			misses += counted.get(Event.MISS) + counted.get(Event.BYPASS);
		}
		return new long[] { hits, hits + misses };
	}

	@Override
	public void close() {
		this.over = true;
		this.application.close();
	}

}
