package io.regioncache.interceptor;

import java.util.concurrent.Callable;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.regioncache.annotation.Vary;
import io.regioncache.caller.CallerAttribute;
import org.jspecify.annotations.Nullable;

/**
 * The tenant of the current thread, as an application might keep it.
 */
final class Tenants {

	static final String KEY = "tenant";

	private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

	private Tenants() {
	}

	static CallerAttribute attribute() {
		return CallerAttribute.of(Vary.TENANT, CURRENT::get);
	}

	static @Nullable String current() {
		return CURRENT.get();
	}

	static void set(@Nullable String tenant) {
		CURRENT.set(tenant);
	}

	static <T> T as(@Nullable String tenant, Callable<T> call) {
		String former = CURRENT.get();
		CURRENT.set(tenant);
		try {
			return call.call();
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			CURRENT.set(former);
		}
	}

	/**
	 * Lets tenants follow their callers over threads.
	 */
	static void propagate() {
		ContextRegistry.getInstance().registerThreadLocalAccessor(new Accessor());
	}

	static void keep() {
		ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
	}

	private static final class Accessor implements ThreadLocalAccessor<String> {

		@Override
		public Object key() {
			return KEY;
		}

		@Override
		public @Nullable String getValue() {
			return CURRENT.get();
		}

		@Override
		public void setValue(String value) {
			CURRENT.set(value);
		}

		@Override
		public void setValue() {
			CURRENT.remove();
		}

	}

}
