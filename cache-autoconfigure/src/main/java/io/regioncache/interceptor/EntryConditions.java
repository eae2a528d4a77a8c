package io.regioncache.interceptor;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Which calls concern the cache, and which of their results stay out of it.
 *
 * @param condition whether a call concerns the cache at all
 * @param unless whether a result stays out of the cache
 * @param behind whether results are written to a database later as well
 */
record EntryConditions(CallCondition condition, CallCondition unless, WriteBehindSpec behind) {

	EntryConditions(CallCondition condition, CallCondition unless) {
		this(condition, unless, WriteBehindSpec.NONE);
	}

	static final Predicate<@Nullable Object> ANY = (value) -> true;

	/**
	 * Return whether a read concerns the cache. If nobody can tell, it does, and is
	 * counted there as one that bypasses it.
	 * @param call the call
	 * @return whether it does
	 */
	boolean concern(Invocation call) {
		try {
			return this.condition.test(call);
		}
		catch (RuntimeException ex) {
			return true;
		}
	}

	/**
	 * Return which results of a call may be stored.
	 */
	Predicate<@Nullable Object> cacheable(Invocation call) {
		return (this.unless == CallCondition.NEVER) ? ANY : (value) -> !this.unless.test(call.returning(value));
	}

}
