package io.regioncache.caller;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation carry the current {@link CallerContext} over
 * threads and into the Reactor context, under the key {@code CallerContext.class}.
 */
public final class CallerThreadLocalAccessor implements ThreadLocalAccessor<CallerContext> {

	@Override
	public Object key() {
		return CallerContext.class;
	}

	@Override
	public @Nullable CallerContext getValue() {
		return CallerContext.current();
	}

	@Override
	public void setValue(CallerContext value) {
		CallerContext.set(value);
	}

	@Override
	public void setValue() {
		CallerContext.set(null);
	}

}
