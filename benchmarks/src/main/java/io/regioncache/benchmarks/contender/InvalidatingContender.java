package io.regioncache.benchmarks.contender;

/**
 * A contender that can invalidate all products at once, each in its own way: by a tag, or
 * by removing every entry.
 */
public interface InvalidatingContender extends Contender {

	/**
	 * Invalidate all products, by calling an annotated method.
	 */
	void invalidateAll();

}
