package io.regioncache.writebehind;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.regioncache.store.entry.RedisKeys;

/**
 * What a writer has taken.
 *
 * @param pending how many keys have a change that is not written
 * @param parked how many of these are parked
 * @param oldestMillis how long the oldest of the others has waited
 * @param changes the changes, in the order of their sequences
 */
record TakenChanges(long pending, long parked, long oldestMillis, List<PendingChange> changes) {

	private static final int HEAD = 3;

	static TakenChanges of(List<Object> answer) {
		List<PendingChange> changes = new ArrayList<>();
		for (int i = HEAD; i < answer.size(); i += 3) {
			changes.add(PendingChange.of(text(answer.get(i)), text(answer.get(i + 1)), (byte[]) answer.get(i + 2)));
		}
		changes.sort(Comparator.comparingLong(PendingChange::sequence));
		return new TakenChanges((Long) answer.get(0), (Long) answer.get(1), (Long) answer.get(2), changes);
	}

	private static String text(Object answer) {
		return RedisKeys.text((byte[]) answer);
	}

}
