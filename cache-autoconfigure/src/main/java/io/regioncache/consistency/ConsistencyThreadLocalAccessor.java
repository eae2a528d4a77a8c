package io.regioncache.consistency;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation carry the current {@link ConsistencyContext} over
 * threads and into the Reactor context, under the key {@code ConsistencyContext.class}.
 */
public final class ConsistencyThreadLocalAccessor implements ThreadLocalAccessor<ConsistencyContext> {

	@Override
	public Object key() {
		return ConsistencyContext.class;
	}

	@Override
	public @Nullable ConsistencyContext getValue() {
		return ConsistencyContext.current();
	}

	@Override
	public void setValue(ConsistencyContext value) {
		ConsistencyContext.set(value);
	}

	@Override
	public void setValue() {
		ConsistencyContext.set(null);
	}

}
