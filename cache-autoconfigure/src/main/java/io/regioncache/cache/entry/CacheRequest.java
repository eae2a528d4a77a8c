package io.regioncache.cache.entry;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.function.Predicate;

import io.regioncache.annotation.Consistency;
import io.regioncache.annotation.PublicApi;
import io.regioncache.cache.RegionCache;
import org.jspecify.annotations.Nullable;

/**
 * Everything one call says about the entry it wants, decided before the cache is asked.
 *
 * @param key the key, of the types that {@link RegionCache} supports
 * @param type the declared type of the value; JSON is bound to it
 * @param tags the tags of the entry
 * @param lifespan how long the entry lasts
 * @param cacheable whether a loaded value may be stored
 * @param demand how fresh the value must be
 * @since 0.1
 */
@PublicApi
public record CacheRequest(Object key, Type type, EntryTags tags, Lifespan lifespan,
		Predicate<@Nullable Object> cacheable, ReadDemand demand) {

	private static final Predicate<@Nullable Object> ANY = (value) -> true;

	/**
	 * A request for an entry whose lifespan does not depend on its value, with the
	 * consistency of its cache.
	 * @param key the key
	 * @param type the declared type of the value
	 * @param tags the tags of the entry
	 * @param ttl the time to live, or {@code null} for that of the cache
	 * @param staleWhileRevalidate how long an expired entry may be served while it is
	 * refreshed, or {@code null} for that of the cache
	 * @param cacheable whether a loaded value may be stored
	 */
	public CacheRequest(Object key, Type type, EntryTags tags, @Nullable Duration ttl,
			@Nullable Duration staleWhileRevalidate, Predicate<@Nullable Object> cacheable) {
		this(key, type, tags, (ttl == null && staleWhileRevalidate == null) ? Lifespan.OF_CACHE
				: new Lifespan.Terms(ttl, staleWhileRevalidate, null), cacheable, ReadDemand.of(null));
	}

	/**
	 * A request for an untagged entry with the settings of its cache.
	 * @param key the key
	 * @param type the declared type of the value
	 * @return the request
	 */
	public static CacheRequest of(Object key, Type type) {
		return new CacheRequest(key, type, EntryTags.NONE, Lifespan.OF_CACHE, ANY, ReadDemand.OF_CACHE);
	}

	/**
	 * The same for a caller that must not be answered with what may only be served while
	 * it is refreshed.
	 */
	public CacheRequest strong() {
		return isStrong() ? this : with(this.demand.with(Consistency.STRONG));
	}

	/**
	 * The same for a value that must not have been invalidated for longer than a bound.
	 * @param maxStaleness the bound
	 * @return the request
	 */
	public CacheRequest within(Duration maxStaleness) {
		return with(new ReadDemand(this.demand.consistency(), maxStaleness));
	}

	/**
	 * The same with another consistency.
	 * @param consistency how fresh the value must be
	 * @return the request
	 */
	public CacheRequest with(Consistency consistency) {
		return with(this.demand.with(consistency));
	}

	private CacheRequest with(ReadDemand demand) {
		return new CacheRequest(this.key, this.type, this.tags, this.lifespan, this.cacheable, demand);
	}

	public boolean isStrong() {
		return this.demand.consistency() == Consistency.STRONG;
	}

}
