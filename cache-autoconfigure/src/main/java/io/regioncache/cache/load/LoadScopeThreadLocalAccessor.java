package io.regioncache.cache.load;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation carry the current {@link LoadScope} over threads
 * and into the Reactor context, under the key {@code LoadScope.class}.
 */
public final class LoadScopeThreadLocalAccessor implements ThreadLocalAccessor<LoadScope> {

	@Override
	public Object key() {
		return LoadScope.class;
	}

	@Override
	public @Nullable LoadScope getValue() {
		return LoadScope.current();
	}

	@Override
	public void setValue(LoadScope value) {
		LoadScope.set(value);
	}

	@Override
	public void setValue() {
		LoadScope.set(null);
	}

}
