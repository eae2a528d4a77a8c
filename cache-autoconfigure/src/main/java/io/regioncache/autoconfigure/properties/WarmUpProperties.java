package io.regioncache.autoconfigure.properties;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * How a region that is new, or has lost its entries, is filled from a neighbor.
 *
 * @param caches Which caches are copied: those whose values replicate ('replicated'),
 * 'all' that do not keep their invalidations at home, or 'none'.
 * @param maxRate How much is read from a neighbor in a second, at most.
 */
public record WarmUpProperties(@DefaultValue("replicated") Caches caches, @DefaultValue("8MB") DataSize maxRate) {

	/**
	 * Refuse a rate at which nothing is copied.
	 * @throws InvalidConfigurationPropertyValueException if it is one
	 */
	void requireSensibleRate() {
		if (this.maxRate.toBytes() <= 0) {
			throw new InvalidConfigurationPropertyValueException("regions.replication.warm-up.max-rate", this.maxRate,
					"It must be positive, such as 8MB. To copy nothing, set 'regions.replication.warm-up.caches=none'.");
		}
	}

	/**
	 * Which caches are copied.
	 */
	public enum Caches {

		/**
		 * Those whose values replicate.
		 */
		REPLICATED,

		/**
		 * All that do not keep their invalidations at home.
		 */
		ALL,

		/**
		 * None.
		 */
		NONE

	}

}
