package io.regioncache.cache;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * What other regions learn of one cache.
 *
 * @param replicate what is replicated
 * @param write when an invalidation counts as done
 * @param writeTimeout how long other regions are waited for, where they are
 */
public record ReplicationSettings(Replicate replicate, Write write, Duration writeTimeout) {

	/**
	 * Invalidations are replicated, and not waited for.
	 */
	public static final ReplicationSettings DEFAULTS = new ReplicationSettings(Replicate.INVALIDATIONS, Write.ASYNC,
			Duration.ofSeconds(5));

	public ReplicationSettings {
		Assert.isTrue(!writeTimeout.isZero() && !writeTimeout.isNegative(), "'writeTimeout' must be positive");
	}

	/**
	 * What is replicated of a cache.
	 */
	public enum Replicate {

		/**
		 * Invalidations, and values as they are loaded or put.
		 */
		VALUES,

		/**
		 * Invalidations.
		 */
		INVALIDATIONS,

		/**
		 * Nothing but invalidations by tag, which belong to no single cache.
		 */
		NONE

	}

	/**
	 * When an invalidation counts as done.
	 */
	public enum Write {

		/**
		 * When the home region has applied it.
		 */
		ASYNC,

		/**
		 * When every region that can be reached has.
		 */
		ALL_REGIONS

	}

}
