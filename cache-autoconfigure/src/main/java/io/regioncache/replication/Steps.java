package io.regioncache.replication;

import java.util.List;

import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.RecordKind;

/**
 * Cuts pages of a log where a step of its region has ended.
 * <p>
 * Of what a region passes on, it leaves out what it says again in the same step (see
 * {@link Coalescing}). So the first half of a step names positions whose scopes come only
 * in the second: who stopped in between would count as passed what it has not marked.
 */
final class Steps {

	/**
	 * How many records are applied in one step, where it can be chosen. A page of a log
	 * must be longer, or it may end before the first step does.
	 */
	static final int MOST = 500;

	/**
	 * Values may be large: a server that is given more at once answers late, and cuts off
	 * whoever it is published to.
	 */
	static final int MAX_BYTES = 1024 * 1024;

	private Steps() {
	}

	/**
	 * Return records up to the end of a step, none of them a transfer.
	 * @param records records without a gap
	 * @param tail where the log ended at some time
	 * @param most how many to return, unless the first step is longer; fewer if they are
	 * large
	 * @return the first of the records; empty if no step is known to end among them
	 */
	static List<LogRecord> whole(List<LogRecord> records, Cursor tail, int most) {
		int end = 0;
		while (end < records.size() && records.get(end).kind() != RecordKind.TRANSFER) {
			end++;
		}
		int last = Math.min(end, most(records, most));
		while (last > 0 && !endsAfter(last, records, tail)) {
			last--;
		}
		return records.subList(0, (last > 0) ? last : firstEnd(end, records, tail));
	}

	/**
	 * Return how long the first step is; 0 if it is not known to end.
	 */
	private static int firstEnd(int end, List<LogRecord> records, Cursor tail) {
		for (int last = 1; last <= end; last++) {
			if (endsAfter(last, records, tail)) {
				return last;
			}
		}
		return 0;
	}

	private static int most(List<LogRecord> records, int most) {
		long bytes = 0;
		for (int i = 0; i < Math.min(records.size(), most); i++) {
			bytes += records.get(i).size();
			if (bytes > MAX_BYTES) {
				return Math.max(1, i);
			}
		}
		return most;
	}

	/**
	 * A clock stands for one step; what a region has issued itself it tells in full.
	 */
	private static boolean endsAfter(int count, List<LogRecord> records, Cursor tail) {
		LogRecord last = records.get(count - 1);
		return last.origin().epoch() == last.at().epoch() || last.at().sequence() == tail.sequence()
				|| (count < records.size() && records.get(count).clock() != last.clock());
	}

}
