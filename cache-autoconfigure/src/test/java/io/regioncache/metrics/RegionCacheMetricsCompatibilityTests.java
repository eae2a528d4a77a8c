package io.regioncache.metrics;

import java.lang.ref.WeakReference;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinderCompatibilityKit;
import io.regioncache.cache.CacheNode;
import io.regioncache.cache.RegionCache;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What Micrometer expects of the meters of any cache.
 */
class RegionCacheMetricsCompatibilityTests extends CacheMeterBinderCompatibilityKit<RegionCache> {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private @Nullable CacheNode node;

	@Override
	public RegionCache createCache() {
		CacheNode node = CacheNode.at(redis.server().url());
		this.node = node;
		return node.cache("mycache");
	}

	@Override
	public CacheMeterBinder<RegionCache> binder() {
		return new RegionCacheMetrics(this.cache, Tags.empty());
	}

	@Override
	public void put(String key, String value) {
		this.cache.put(key, value);
	}

	@Override
	public String get(String key) {
		return this.cache.get(key, String.class);
	}

	@Override
	public void dereferenceCache() {
		WeakReference<RegionCache> closed = new WeakReference<>(this.cache);
		stop();
		super.dereferenceCache();
		// What a closed node has under way keeps its caches until it has ended
		Awaitility.await().until(() -> {
			System.gc();
			return closed.get() == null;
		});
	}

	@AfterEach
	void stop() {
		CacheNode node = this.node;
		if (node != null) {
			node.close();
			this.node = null;
		}
	}

}
