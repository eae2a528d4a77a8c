package io.regioncache.store.session;

import java.util.Arrays;
import java.util.List;

import io.regioncache.store.entry.Lineage;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.log.RegionClock;
import org.jspecify.annotations.Nullable;

/**
 * Where a process begins to follow the markers of a region.
 *
 * @param progress how far the region has come; its epoch is 0 if it has none
 * @param told how many changes of markers it has told of in this epoch
 * @param held the fields of the markers that transactions hold
 * @param lineage the former epochs whose entries count
 */
public record FollowedState(RegionClock progress, long told, List<String> held, Lineage lineage) {

	static final List<String> FIELDS = List.of("epoch", "clock", "beat", "told", "held", "settled", "ancestors");

	/**
	 * Read what the fields hold.
	 */
	static FollowedState of(List<byte @Nullable []> fields) {
		byte[] present = fields.get(0);
		byte[] held = fields.get(4);
		byte[] former = fields.get(6);
		long epoch = (present != null) ? Long.parseUnsignedLong(RedisKeys.text(present), 16) : 0;
		boolean decided = former == null || Arrays.equals(fields.get(5), present);
		return new FollowedState(new RegionClock(epoch, number(fields.get(1)), number(fields.get(2))),
				number(fields.get(3)), (held != null) ? List.of(RedisKeys.text(held).split(" ")) : List.of(),
				decided ? Lineage.of(epoch, (former != null) ? RedisKeys.text(former) : "") : Lineage.NONE);
	}

	private static long number(byte @Nullable [] field) {
		return (field != null) ? Long.parseLong(RedisKeys.text(field)) : 0;
	}

}
