package io.regioncache.cache;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Everything one call says about the entry it wants, decided before the cache is asked.
 *
 * @param key the key, of the types that {@link RegionCache} supports
 * @param type the declared type of the value; JSON is bound to it
 * @param tags the tags of the entry
 * @param ttl the time to live, or {@code null} for that of the cache
 * @param staleWhileRevalidate how long an expired entry may be served while it is
 * refreshed, or {@code null} for that of the cache
 * @param cacheable whether a loaded value may be stored
 */
public record CacheRequest(Object key, Type type, EntryTags tags, @Nullable Duration ttl,
		@Nullable Duration staleWhileRevalidate, Predicate<@Nullable Object> cacheable) {

	/**
	 * A request for an untagged entry with the settings of its cache.
	 * @param key the key
	 * @param type the declared type of the value
	 * @return the request
	 */
	public static CacheRequest of(Object key, Type type) {
		return new CacheRequest(key, type, EntryTags.NONE, null, null, (value) -> true);
	}

}
