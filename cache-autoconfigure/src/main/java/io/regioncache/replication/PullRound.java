package io.regioncache.replication;

import java.util.Map;

import io.regioncache.replication.redis.ApplyResult.Failover;
import io.regioncache.replication.redis.RecordRefusal;
import io.regioncache.store.log.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * What one round has done.
 *
 * @param tail where the source's log ended
 * @param cursor how far this region has got; {@code null} if it does not know
 * @param records how many records were passed
 * @param publishedMillis when the last of them was published, by the wall clock of its
 * origin
 * @param refused how many records were not taken as they were, and why
 * @param failover what an epoch that the source has begun makes of the entries here
 * @param transferred where a state transfer began that has marked everything, and why
 */
public record PullRound(Cursor tail, @Nullable Cursor cursor, int records, long publishedMillis,
		Map<RecordRefusal, Integer> refused, Failover failover, @Nullable FloodingTransfer transferred) {

	public PullRound {
		refused = Map.copyOf(refused);
	}

	PullRound(Cursor tail, @Nullable Cursor cursor, int records, long publishedMillis) {
		this(tail, cursor, records, publishedMillis, Map.of(), Failover.NONE, null);
	}

	/**
	 * Return how many records are known to wait.
	 * @return the number; -1 if a state transfer is due
	 */
	public long behind() {
		return (this.cursor == null || this.cursor.epoch() != this.tail.epoch()) ? -1
				: Math.max(0, this.tail.sequence() - this.cursor.sequence());
	}

}
