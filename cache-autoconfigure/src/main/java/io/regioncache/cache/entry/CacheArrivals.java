package io.regioncache.cache.entry;

import java.time.Duration;
import java.util.function.Function;

import io.regioncache.cache.key.KeyEncoder;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.replication.redis.ArrivalPolicy;
import io.regioncache.store.entry.Scope;

/**
 * Stores the values of other regions as each cache asks for it.
 */
public final class CacheArrivals implements ArrivalPolicy {

	private final Function<String, CacheSettings> settings;

	/**
	 * Create a policy.
	 * @param settings the settings of each cache
	 */
	public CacheArrivals(Function<String, CacheSettings> settings) {
		this.settings = settings;
	}

	@Override
	public Duration freshFor(String cache) {
		CacheSettings settings = this.settings.apply(cache);
		return (settings.replication().replicate() == Replicate.VALUES) ? settings.lifetimes().ttl() : Duration.ZERO;
	}

	@Override
	public long maxValueSize(String cache) {
		return this.settings.apply(cache).values().maxValueSize();
	}

	/**
	 * The entry of a varied key is covered by the key without its variant. Of one that
	 * was hashed nobody can tell whose variant it is.
	 */
	@Override
	public boolean covers(String cache, String key, Scope scope) {
		String general = KeyEncoder.withoutVariant(key);
		return KeyEncoder.isHashed(key) ? scope.isKey()
				: scope.equals(Scope.key(cache, key)) || (general != null && scope.equals(Scope.key(cache, general)));
	}

}
