package io.regioncache.cache.key;

import java.util.List;

/**
 * The key of an entry that exists once for each kind of caller.
 * <p>
 * It says where the entry lies. What covers the entry is its key alone: an invalidation
 * of the key concerns all kinds of callers.
 *
 * @param key the key, of the types that {@link KeyEncoder} supports
 * @param variant by what callers differ, and how this one does; not empty, and of the
 * same types
 */
public record VariedKey(Object key, List<Object> variant) {

	/**
	 * Create a key.
	 * @throws IllegalArgumentException if the variant is empty
	 */
	public VariedKey {
		variant = List.copyOf(variant);
		if (variant.isEmpty()) {
			throw new IllegalArgumentException("A varied key needs a variant");
		}
	}

}
