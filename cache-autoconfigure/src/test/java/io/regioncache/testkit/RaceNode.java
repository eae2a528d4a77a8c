package io.regioncache.testkit;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A node of an application whose caching is put to the test by a {@link Race}.
 */
public interface RaceNode {

	/**
	 * Returns where this node is.
	 * @return the name of its region
	 */
	default String region() {
		return "home";
	}

	/**
	 * Returns how long this node may serve what another node has invalidated.
	 * @return the time, zero if it may not
	 */
	default Duration lag() {
		return Duration.ZERO;
	}

	/**
	 * Reads through the cache.
	 * @param key which of the race's keys
	 * @param origin gives the version of now
	 * @return the version that the caller gets
	 */
	long read(int key, LongSupplier origin);

	/**
	 * Invalidates what is cached for a key.
	 * @param key which of the race's keys
	 * @return whether its whole region has applied it, or only this node
	 */
	boolean invalidate(int key);

	/**
	 * Changes a row, and what is cached of it.
	 * @param key which of the race's keys
	 * @param commit commits the row's next version, and returns it
	 * @return whether its whole region has applied it, or only this node
	 */
	default boolean change(int key, LongSupplier commit) {
		commit.getAsLong();
		return invalidate(key);
	}

}
