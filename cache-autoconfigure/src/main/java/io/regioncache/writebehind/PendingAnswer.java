package io.regioncache.writebehind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.store.entry.RedisKeys;
import org.jspecify.annotations.Nullable;

/**
 * What lies in one region.
 *
 * @param pending how many keys have a change that is not written
 * @param changes the change of each key that was asked for, {@code null} if it has none
 * @param parked why changes could not be written, by their keys
 */
record PendingAnswer(long pending, List<@Nullable PendingChange> changes, Map<String, String> parked) {

	static PendingAnswer of(List<String> keys, List<Object> answer) {
		List<@Nullable PendingChange> changes = new ArrayList<>();
		for (int i = 0; i < keys.size(); i++) {
			byte[] stored = (byte[]) answer.get(i + 1);
			changes.add((stored.length == 0) ? null : PendingChange.of("", keys.get(i), stored));
		}
		Map<String, String> parked = new LinkedHashMap<>();
		for (int i = keys.size() + 1; i < answer.size(); i += 2) {
			parked.put(RedisKeys.text((byte[]) answer.get(i)), RedisKeys.text((byte[]) answer.get(i + 1)));
		}
		return new PendingAnswer((Long) answer.get(0), changes, parked);
	}

}
