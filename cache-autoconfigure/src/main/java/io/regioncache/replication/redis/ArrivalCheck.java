package io.regioncache.replication.redis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what has come from other regions before anything of it is written.
 * <p>
 * A value must lie under a key of its own cache, be covered by the scope of that key, and
 * be no larger than what the cache stores. One that is not counts as the removal of its
 * key: so it is passed on, and nobody finds a former value. What records claim about
 * positions, epochs and stamps is compared where it is applied, in the same step.
 */
public final class ArrivalCheck {

	private final RedisKeys keys;

	private final ArrivalPolicy policy;

	public ArrivalCheck(RedisKeys keys, ArrivalPolicy policy) {
		this.keys = keys;
		this.policy = policy;
	}

	public Inspected inspect(List<LogRecord> records) {
		List<LogRecord> taken = new ArrayList<>(records.size());
		Map<RecordRefusal, Integer> refused = new EnumMap<>(RecordRefusal.class);
		for (LogRecord record : records) {
			taken.add(withKnownTrace(withKnownContent(record, refused), refused));
		}
		return new Inspected(taken, refused);
	}

	private LogRecord withKnownContent(LogRecord record, Map<RecordRefusal, Integer> refused) {
		RecordRefusal refusal = refuses(record);
		if (refusal == null) {
			return record;
		}
		refused.merge(refusal, 1, Integer::sum);
		return record.removal();
	}

	private static LogRecord withKnownTrace(LogRecord record, Map<RecordRefusal, Integer> refused) {
		if (record.trace().isEmpty() || TraceContext.isValid(record.trace())) {
			return record;
		}
		refused.merge(RecordRefusal.TRACE, 1, Integer::sum);
		return record.traced(TraceContext.NONE);
	}

	private @Nullable RecordRefusal refuses(LogRecord record) {
		if (record.isCut()) {
			return RecordRefusal.SIZE;
		}
		ShippedValue value = record.value();
		if (value == null) {
			return null;
		}
		boolean large = value.entry().value().length() > this.policy.maxValueSize(value.cache());
		return large ? RecordRefusal.SIZE : refusesKey(value);
	}

	private @Nullable RecordRefusal refusesKey(ShippedValue value) {
		if (value.isWebSession()) {
			return this.keys.isWebSession(value.redisKey()) ? null : RecordRefusal.KEY;
		}
		String key = this.keys.keyIn(value.cache(), value.redisKey());
		return (key != null && this.policy.covers(value.cache(), key, value.key())) ? null : RecordRefusal.KEY;
	}

}
