package io.regioncache.benchmarks.contender;

import io.regioncache.benchmarks.Product;

/**
 * One way to cache products in Redis: each is set up as its own documentation says.
 */
public interface Contender extends AutoCloseable {

	/**
	 * The product, from the cache or else from the origin.
	 * @param id the product's number
	 * @return the product
	 */
	Product find(long id);

	@Override
	void close();

}
