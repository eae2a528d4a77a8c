package io.regioncache.replication;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.RecordKind;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out of a page what a later record of it says again, so that a tag that is
 * invalidated a thousand times a second is marked once a page.
 */
final class Coalescing {

	private Coalescing() {
	}

	/**
	 * Return the last record of each origin, scope and kind, in order, and each notice;
	 * of transfers none.
	 */
	static List<LogRecord> lastOfEach(List<LogRecord> records) {
		List<LogRecord> last = new ArrayList<>();
		Set<Said> said = new HashSet<>();
		for (int i = records.size() - 1; i >= 0; i--) {
			LogRecord record = records.get(i);
			if (record.kind().isNotice() || record.kind() != RecordKind.TRANSFER && said.add(Said.by(record))) {
				last.add(record);
			}
		}
		Collections.reverse(last);
		return last;
	}

	private record Said(long epoch, Scope scope, RecordKind kind, boolean homeOnly,
			@Nullable ByteBuffer value) implements Comparable<Said> {

		private static final Comparator<Said> ORDER = Comparator.comparing(Said::scope)
			.thenComparingLong(Said::epoch)
			.thenComparing(Said::kind)
			.thenComparing(Said::homeOnly)
			.thenComparing(Said::value, Comparator.nullsFirst(Comparator.naturalOrder()));

		static Said by(LogRecord record) {
			// The same key of two deployments holds two values
			ByteBuffer value = (record.value() != null) ? ByteBuffer.wrap(record.value().redisKey()) : null;
			return new Said(record.origin().epoch(), record.scope(), record.kind(), record.homeOnly(), value);
		}

		/**
		 * Keeps hash tables fast though somebody has chosen scopes of one hash.
		 */
		@Override
		public int compareTo(Said other) {
			return ORDER.compare(this, other);
		}

	}

}
