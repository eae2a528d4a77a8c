package io.regioncache.store.session;

import java.util.List;

import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.log.RegionClock;
import org.jspecify.annotations.Nullable;

/**
 * Where a process begins to follow the markers of a region.
 *
 * @param progress how far the region has come; its epoch is 0 if it has none
 * @param told how many changes of markers it has told of in this epoch
 * @param held the fields of the markers that transactions hold
 */
public record FollowedState(RegionClock progress, long told, List<String> held) {

	/**
	 * Read epoch, clock, heartbeat, number of changes, and the fields that are held.
	 */
	static FollowedState of(List<byte @Nullable []> fields) {
		byte[] epoch = fields.get(0);
		byte[] held = fields.get(4);
		return new FollowedState(
				new RegionClock((epoch != null) ? Long.parseUnsignedLong(RedisKeys.text(epoch), 16) : 0,
						number(fields.get(1)), number(fields.get(2))),
				number(fields.get(3)), (held != null) ? List.of(RedisKeys.text(held).split(" ")) : List.of());
	}

	private static long number(byte @Nullable [] field) {
		return (field != null) ? Long.parseLong(RedisKeys.text(field)) : 0;
	}

}
