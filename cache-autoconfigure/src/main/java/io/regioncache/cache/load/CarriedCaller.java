package io.regioncache.cache.load;

import io.regioncache.caller.BoundScopes;
import io.regioncache.caller.CallerScope;
import io.regioncache.caller.ThreadLocals;
import io.regioncache.consistency.ConsistencyContext;
import org.jspecify.annotations.Nullable;

/**
 * What is bound to the thread of a caller whose load runs on another one.
 *
 * @param context what the caller has written and seen
 * @param locals what else is bound
 */
public record CarriedCaller(@Nullable ConsistencyContext context, ThreadLocals locals) {

	public static CarriedCaller capture() {
		return new CarriedCaller(ConsistencyContext.current(), ThreadLocals.capture());
	}

	/**
	 * Bind it to this thread, which stays part of the load that it is part of.
	 */
	public CallerScope bind() {
		LoadScope scope = LoadScope.current();
		return new BoundScopes().bind(this.locals::bind)
			.bind(() -> ConsistencyContext.bind(this.context)::close)
			.bind(() -> LoadScope.bind(scope));
	}

}
