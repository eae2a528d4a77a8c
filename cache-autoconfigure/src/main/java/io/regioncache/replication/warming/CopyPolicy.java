package io.regioncache.replication.warming;

import org.jspecify.annotations.Nullable;

/**
 * Says which entries of other regions a region copies.
 */
@FunctionalInterface
public interface CopyPolicy {

	/**
	 * Return how an entry is copied.
	 * @param neighbor the name of the region that has it
	 * @param redisKey where it lies
	 * @return the rule; {@code null} if it is not copied
	 */
	@Nullable CopyRule ruleOf(String neighbor, byte[] redisKey);

}
