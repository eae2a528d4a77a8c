package io.regioncache.replication;

import java.time.Duration;

import io.regioncache.annotation.PublicApi;
import io.regioncache.replication.redis.RecordRefusal;
import io.regioncache.replication.redis.TransferFlood;

/**
 * Hears what was applied to the home region by this node.
 *
 * @since 0.1
 */
@FunctionalInterface
@PublicApi
public interface ReplicationListener {

	/**
	 * Records have been applied.
	 * @param source the region from whose log they came
	 * @param records how many, also those that were known already
	 * @param sincePublished how long ago the last of them was published, by the wall
	 * clocks of two machines
	 */
	void applied(String source, int records, Duration sincePublished);

	/**
	 * Records in the log of a source were not taken as they were.
	 * @param source the region whose log it is
	 * @param refusal why
	 * @param records how many
	 */
	default void refused(String source, RecordRefusal refusal, int records) {
	}

	/**
	 * A source has begun an epoch, after its writers had registered.
	 * @param source the name of the source
	 * @param kept whether the entries of the home region are kept; else they were all
	 * invalidated
	 */
	default void failover(String source, boolean kept) {
	}

	/**
	 * All entries of the home region were invalidated, since the log of a source could
	 * not be read on and its state had to be copied.
	 * @param source the name of the source
	 * @param flood why its state did not tell what to invalidate
	 */
	default void invalidated(String source, TransferFlood flood) {
	}

	/**
	 * The home region itself has begun an epoch, after its writers had registered, and
	 * has decided about its entries.
	 * @param kept whether they are kept; else they are loaded again
	 * @param took how long it took since the epoch began
	 */
	default void recovered(boolean kept, Duration took) {
	}

	/**
	 * There is one more region.
	 * @param region the name of the region
	 */
	default void added(String region) {
	}

	/**
	 * There is one region less.
	 * @param region the name of the region
	 */
	default void removed(String region) {
	}

}
