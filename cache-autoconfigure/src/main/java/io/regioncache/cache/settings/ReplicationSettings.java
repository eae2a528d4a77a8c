package io.regioncache.cache.settings;

import java.time.Duration;

import io.regioncache.annotation.PublicApi;

import org.springframework.util.Assert;

/**
 * What other regions learn of one cache.
 *
 * @param replicate what is replicated
 * @param write when an invalidation counts as done
 * @param writeTimeout how long other regions are waited for, where they are
 * @param conflict what becomes of values that are put in several regions at once
 * @since 0.1
 */
@PublicApi
public record ReplicationSettings(Replicate replicate, Write write, Duration writeTimeout, Conflict conflict) {

	/**
	 * Invalidations are replicated, and not waited for.
	 */
	public static final ReplicationSettings DEFAULTS = new ReplicationSettings(Replicate.INVALIDATIONS, Write.ASYNC,
			Duration.ofSeconds(5));

	/**
	 * Values in conflict are dropped.
	 * @param replicate what is replicated
	 * @param write when an invalidation counts as done
	 * @param writeTimeout how long other regions are waited for, where they are
	 */
	public ReplicationSettings(Replicate replicate, Write write, Duration writeTimeout) {
		this(replicate, write, writeTimeout, Conflict.DROP);
	}

	public ReplicationSettings {
		Assert.isTrue(conflict == Conflict.DROP || replicate == Replicate.VALUES,
				"Only values that are replicated can be in conflict");
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
	 * What becomes of values that are put in several regions at once.
	 */
	public enum Conflict {

		/**
		 * All of them are dropped, and the next read loads: right where the cache holds
		 * copies.
		 */
		DROP,

		/**
		 * The last of them remains, in every region: right where there is no origin to
		 * load from.
		 */
		LAST_WRITE_WINS

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
