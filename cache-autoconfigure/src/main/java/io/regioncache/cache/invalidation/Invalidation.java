package io.regioncache.cache.invalidation;

import java.util.Collection;
import java.util.List;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.annotation.PublicApi;

/**
 * What is to be invalidated, in one atomic step.
 *
 * @param keys single entries
 * @param tags tags, in every cache
 * @param caches whole caches
 * @param everything whether every entry of every cache is meant
 * @param mode what becomes of the entries
 * @param regions which regions it is meant for
 * @since 0.1
 */
@PublicApi
public record Invalidation(Collection<Key> keys, Collection<String> tags, Collection<String> caches, boolean everything,
		InvalidationMode mode, InvalidationRegions regions) {

	public Invalidation {
		keys = List.copyOf(keys);
		tags = List.copyOf(tags);
		caches = List.copyOf(caches);
	}

	/**
	 * The removal of all entries that carry any of the tags, in every region.
	 * @param tags the tags
	 * @return the invalidation
	 */
	public static Invalidation ofTags(String... tags) {
		return new Invalidation(List.of(), List.of(tags), List.of(), false, InvalidationMode.REMOVE,
				InvalidationRegions.ALL);
	}

	/**
	 * The removal of single entries of one cache, in every region.
	 * @param cache the name of the cache
	 * @param keys the keys
	 * @return the invalidation
	 */
	public static Invalidation ofKeys(String cache, Object... keys) {
		return new Invalidation(List.of(keys).stream().map((key) -> new Key(cache, key)).toList(), List.of(), List.of(),
				false, InvalidationMode.REMOVE, InvalidationRegions.ALL);
	}

	/**
	 * The removal of all entries of some caches, in every region.
	 * @param caches the names of the caches
	 * @return the invalidation
	 */
	public static Invalidation ofCaches(String... caches) {
		return new Invalidation(List.of(), List.of(), List.of(caches), false, InvalidationMode.REMOVE,
				InvalidationRegions.ALL);
	}

	/**
	 * The removal of every entry of every cache, in every region.
	 * @return the invalidation
	 */
	public static Invalidation ofEverything() {
		return new Invalidation(List.of(), List.of(), List.of(), true, InvalidationMode.REMOVE,
				InvalidationRegions.ALL);
	}

	/**
	 * One entry of one cache.
	 *
	 * @param cache the name of the cache
	 * @param key the key within it
	 */
	public record Key(String cache, Object key) {
	}

}
