package io.regioncache.cache.value;

import io.regioncache.annotation.PublicApi;
import tools.jackson.core.TokenStreamFactory;

/**
 * How the values of a cache are written as bytes. What is written is the same in each
 * format: the state of objects, by the mapper of the caches.
 * <p>
 * An entry of another format is a miss, and is overwritten.
 *
 * @since 0.1
 */
@PublicApi
public interface ValueFormat {

	/**
	 * Return what tells the format from all others, and from another version of itself
	 * that cannot read it.
	 */
	String id();

	/**
	 * Return what writes and reads the format.
	 */
	TokenStreamFactory tokens();

}
