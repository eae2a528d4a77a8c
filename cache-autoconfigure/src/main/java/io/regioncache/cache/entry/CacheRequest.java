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
 * @param ttl the time to live, or {@code null} for that of the cache
 * @param staleWhileRevalidate how long an expired entry may be served while it is
 * refreshed, or {@code null} for that of the cache
 * @param cacheable whether a loaded value may be stored
 * @param consistency how fresh the value must be, or {@code null} for what the cache says
 * @since 0.1
 */
@PublicApi
public record CacheRequest(Object key, Type type, EntryTags tags, @Nullable Duration ttl,
		@Nullable Duration staleWhileRevalidate, Predicate<@Nullable Object> cacheable,
		@Nullable Consistency consistency) {

	/**
	 * A request with the consistency of its cache.
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
		this(key, type, tags, ttl, staleWhileRevalidate, cacheable, null);
	}

	/**
	 * A request for an untagged entry with the settings of its cache.
	 * @param key the key
	 * @param type the declared type of the value
	 * @return the request
	 */
	public static CacheRequest of(Object key, Type type) {
		return new CacheRequest(key, type, EntryTags.NONE, null, null, (value) -> true);
	}

	/**
	 * The same for a caller that must not be answered with what may only be served while
	 * it is refreshed.
	 */
	public CacheRequest strong() {
		return isStrong() ? this : new CacheRequest(this.key, this.type, this.tags, this.ttl, this.staleWhileRevalidate,
				this.cacheable, Consistency.STRONG);
	}

	/**
	 * The same for a value that lasts no longer than this.
	 */
	public CacheRequest lasting(Duration ttl, Duration staleWhileRevalidate) {
		return new CacheRequest(this.key, this.type, this.tags, ttl, staleWhileRevalidate, this.cacheable,
				this.consistency);
	}

	public boolean isStrong() {
		return this.consistency == Consistency.STRONG;
	}

}
