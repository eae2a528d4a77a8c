package io.regioncache.writebehind;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * How the changes of a cache are kept and written.
 *
 * @param capacity how many keys may have a change that is not written, at least 1
 * @param whenFull what a put does beyond that
 * @param blockFor how long a put waits for room at most
 * @param whenRedisIsDown what a put does that the region has not confirmed
 * @param attempts how often a change that the database refuses is tried before it is
 * parked, at least 1
 * @param reclaimAfter after how long changes that a node has taken and not written are
 * taken by another
 * @param durability what a change must survive before its put returns
 * @param drainFor how long an orderly stop waits for the changes to be written at most
 */
public record WriteBehindSettings(int capacity, WhenFull whenFull, Duration blockFor, WhenRedisIsDown whenRedisIsDown,
		int attempts, Duration reclaimAfter, Durability durability, Duration drainFor) {

	/**
	 * What holds where nothing is set.
	 */
	public static final WriteBehindSettings DEFAULTS = new WriteBehindSettings(100_000, WhenFull.BLOCK,
			Duration.ofSeconds(5), WhenRedisIsDown.WRITE_THROUGH, 3, Duration.ofSeconds(30), Durability.NONE,
			Duration.ofSeconds(10));

	/**
	 * Create settings.
	 */
	public WriteBehindSettings {
		Assert.isTrue(capacity > 0, "'capacity' must be positive");
		Assert.isTrue(attempts > 0, "'attempts' must be positive");
		Assert.isTrue(!blockFor.isNegative(), "'blockFor' must not be negative");
		Assert.isTrue(!drainFor.isNegative(), "'drainFor' must not be negative");
		Assert.isTrue(reclaimAfter.toMillis() > 0, "'reclaimAfter' must be a millisecond or more");
	}

}
