package io.regioncache.interceptor;

import java.util.function.Supplier;

import io.regioncache.caller.BoundScopes;
import io.regioncache.caller.CallerScope;
import io.regioncache.caller.LoadWatch;

/**
 * Has a thread act for the caller of a method, and watches what the method reads of the
 * caller if there is a watch.
 */
final class WatchedCallers {

	private final Supplier<LoadWatch> watch;

	WatchedCallers(Supplier<LoadWatch> watch) {
		this.watch = watch;
	}

	CallerScope enter(MethodSpec spec, Invocation call) {
		EntrySpec cached = spec.cached();
		LoadWatch known = this.watch.get();
		CallerScope caller = call.caller().assume();
		if (cached == null || !known.isOn()) {
			return caller;
		}
		return new BoundScopes().bind(() -> caller)
			.bind(() -> known.begin("@RegionCached on " + call.getTargetClass().getName() + "." + call.getMethodName(),
					cached.vary(), () -> cached.key().text(call)));
	}

}
