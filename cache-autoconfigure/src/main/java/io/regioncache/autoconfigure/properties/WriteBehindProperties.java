package io.regioncache.autoconfigure.properties;

import java.time.Duration;

import io.regioncache.region.RegionConfigurationException;
import io.regioncache.writebehind.Durability;
import io.regioncache.writebehind.WhenFull;
import io.regioncache.writebehind.WhenRedisIsDown;
import io.regioncache.writebehind.WriteBehindSettings;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the changes of a cache are kept until they are written.
 *
 * @param capacity Number of keys that may have a change that is not written.
 * @param whenFull What a put does beyond that: 'block' waits for room, 'reject' fails,
 * 'write-through' writes the change itself.
 * @param blockFor How long a put waits for room before it fails.
 * @param whenRedisIsDown What a put does that the region has not confirmed:
 * 'write-through' or 'reject'.
 * @param attempts How often a change that the database refuses is tried before it is
 * parked.
 * @param reclaimAfter After how long changes that a process has taken and not written are
 * taken by another one. Longer than a batch takes.
 * @param durability What a change must survive before its put returns: 'none', 'aof' (a
 * crash of the region's Redis) or 'replicas' (its loss).
 * @param drainFor How long an orderly stop writes what is left.
 */
public record WriteBehindProperties(@DefaultValue("100000") int capacity, @DefaultValue("block") WhenFull whenFull,
		@DefaultValue("5s") Duration blockFor, @DefaultValue("write-through") WhenRedisIsDown whenRedisIsDown,
		@DefaultValue("3") int attempts, @DefaultValue("30s") Duration reclaimAfter,
		@DefaultValue("none") Durability durability, @DefaultValue("10s") Duration drainFor) {

	/**
	 * Return the settings of a cache.
	 * @param cache the name of the cache
	 * @return the settings
	 */
	public WriteBehindSettings settings(String cache) {
		try {
			return new WriteBehindSettings(this.capacity, this.whenFull, this.blockFor, this.whenRedisIsDown,
					this.attempts, this.reclaimAfter, this.durability, this.drainFor);
		}
		catch (IllegalArgumentException ex) {
			throw new RegionConfigurationException(
					"The changes of cache '%s' cannot be kept as configured: %s.".formatted(cache, ex.getMessage()),
					"Correct 'regions.write-behind.%s'.".formatted(cache));
		}
	}

}
