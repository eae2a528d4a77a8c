package io.regioncache.warming;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.regioncache.region.MonotonicClock;
import io.regioncache.store.RegionStore;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Warms the caches of the home region that have a warmer.
 */
public final class CacheWarmings implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(CacheWarmings.class);

	private final String region;

	private final Map<String, CacheWarming<?>> caches = new TreeMap<>();

	/**
	 * Create what warms; nothing is done before {@link #start()}.
	 * @param store the home region
	 * @param warmers the warmers, one for a cache
	 * @param settings tells how a cache is warmed
	 */
	public CacheWarmings(RegionStore store, Collection<CacheWarmer<?>> warmers,
			Function<String, WarmingSettings> settings) {
		this(store, warmers, settings, WarmingTimes.DEFAULTS);
	}

	CacheWarmings(RegionStore store, Collection<CacheWarmer<?>> warmers, Function<String, WarmingSettings> settings,
			WarmingTimes times) {
		this.region = store.region();
		for (CacheWarmer<?> warmer : warmers) {
			this.caches.put(warmer.cacheName(),
					new CacheWarming<>(store, warmer, settings.apply(warmer.cacheName()), times));
		}
	}

	/**
	 * Begin to warm, or to wait for the process that does.
	 */
	public void start() {
		this.caches.values().forEach(CacheWarming::start);
	}

	/**
	 * Wait until every cache is warm, or cannot be warmed by this process.
	 * @param ceiling how long to wait at most
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void await(Duration ceiling) throws InterruptedException {
		long deadline = MonotonicClock.SYSTEM.nanos() + ceiling.toNanos();
		List<String> cold = new ArrayList<>();
		for (Map.Entry<String, CacheWarming<?>> cache : this.caches.entrySet()) {
			Duration left = Duration.ofNanos(Math.max(0, deadline - MonotonicClock.SYSTEM.nanos()));
			if (!cache.getValue().await(left)) {
				cold.add(cache.getKey());
			}
		}
		if (!cold.isEmpty()) {
			tell(cold, ceiling);
		}
	}

	private void tell(List<String> cold, Duration ceiling) {
		logger.warn(("Region %s: not warm after %d s: %s. The application becomes ready all the same, and the warming "
				+ "goes on. Raise regions.warming.readiness-timeout to wait longer")
			.formatted(this.region, ceiling.toSeconds(), String.join(", ", cold)));
	}

	/**
	 * Return how the warming stands.
	 * @return by the name of the cache
	 */
	public Map<String, WarmingStatus> caches() {
		Map<String, WarmingStatus> statuses = new TreeMap<>();
		this.caches.forEach((name, cache) -> statuses.put(name, cache.status()));
		return statuses;
	}

	@Override
	public void close() {
		this.caches.values().forEach(CacheWarming::close);
	}

}
