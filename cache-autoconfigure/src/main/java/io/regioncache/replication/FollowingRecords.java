package io.regioncache.replication;

import java.util.ArrayList;
import java.util.List;

import io.regioncache.replication.redis.LogPage;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.RecordKind;

/**
 * The records of a page that follow a cursor without a gap, all of one epoch: that of the
 * cursor or, where nothing of that is left, the one that branches off it. What was read
 * beyond the branch is not part of the log any more.
 *
 * @param records the records
 * @param end where the log ended that they are part of. That of an epoch ends where the
 * next one begins: its server has done its last step wholly
 */
record FollowingRecords(List<LogRecord> records, Cursor end) {

	static FollowingRecords of(Cursor cursor, LogPage page) {
		List<LogRecord> following = following(cursor, page);
		boolean isOver = !following.isEmpty() && page.records().size() > following.size()
				&& page.records().get(following.size()).kind() == RecordKind.BEGUN;
		return new FollowingRecords(following, isOver ? following.get(following.size() - 1).cursor() : page.tail());
	}

	private static List<LogRecord> following(Cursor cursor, LogPage page) {
		List<LogRecord> following = new ArrayList<>();
		long branch = page.origin().branch();
		long from = (branch < 0) ? cursor.sequence() : Math.min(cursor.sequence(), branch);
		long epoch = beginsAt(branch, from, page) ? page.records().get(0).at().epoch() : cursor.epoch();
		for (LogRecord record : page.records()) {
			if (record.at().epoch() != epoch || record.at().sequence() != from + following.size() + 1) {
				break;
			}
			following.add(record);
		}
		return following;
	}

	/**
	 * Whether another epoch begins there: the one that branches off, or the first of the
	 * whole log, which is back after its server had been empty.
	 */
	private static boolean beginsAt(long branch, long from, LogPage page) {
		return branch >= 0 && (from == branch || from == 0) && !page.records().isEmpty()
				&& page.records().get(0).kind() == RecordKind.BEGUN;
	}

}
