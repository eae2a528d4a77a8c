package io.regioncache.replication.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;

/**
 * Some of a region's markers.
 *
 * @param next the next page; {@code "0"} if this was the last
 * @param marks what was invalidated
 */
public record MarkerPage(String next, List<MarkerWrite> marks) {

	public MarkerPage {
		marks = List.copyOf(marks);
	}

	/**
	 * Read fields of a region's metadata.
	 * @param next the next page; {@code "0"} if this was the last
	 * @param fields the fields, of which some are markers
	 * @param from the least number that matters
	 */
	static MarkerPage of(String next, Map<byte[], byte[]> fields, long from) {
		List<MarkerWrite> marks = new ArrayList<>();
		fields.forEach((name, value) -> {
			String field = RedisKeys.text(name);
			if (Scope.isField(field)) {
				add(new Scope(field), MarkerNumbers.of(RedisKeys.text(value)), from, marks);
			}
		});
		return new MarkerPage(next, marks);
	}

	private static void add(Scope scope, MarkerNumbers numbers, long from, List<MarkerWrite> marks) {
		if (numbers.removed() >= from) {
			marks.add(new MarkerWrite(scope, InvalidationMode.REMOVE, numbers.removedAt()));
		}
		if (numbers.staled() >= from) {
			marks.add(new MarkerWrite(scope, InvalidationMode.STALE, numbers.staledAt()));
		}
	}

}
