package io.regioncache.interceptor;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;

/**
 * The view of a cache for a call that {@code @Async} has brought to a thread of the
 * application's executor: look-ups wait there, so that the body runs there as well.
 */
final class WaitingCache implements Cache {

	private final Cache view;

	WaitingCache(Cache view) {
		this.view = view;
	}

	@Override
	public String getName() {
		return this.view.getName();
	}

	@Override
	public Object getNativeCache() {
		return this.view.getNativeCache();
	}

	@Override
	public @Nullable ValueWrapper get(Object key) {
		return this.view.get(key);
	}

	@Override
	public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
		return this.view.get(key, type);
	}

	@Override
	public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
		return this.view.get(key, valueLoader);
	}

	@Override
	public @Nullable CompletableFuture<?> retrieve(Object key) {
		return AsyncCalls.settle(() -> AsyncCalls.await(this.view.retrieve(key)));
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
		return (CompletableFuture<T>) AsyncCalls.settle(() -> load(key, valueLoader));
	}

	private <T> @Nullable Object load(Object key, Supplier<CompletableFuture<T>> loader) throws Throwable {
		try {
			return this.view.<@Nullable Object>get(key, () -> value(loader));
		}
		catch (ValueRetrievalException ex) {
			Throwable cause = ex.getCause();
			throw (cause != null) ? cause : ex;
		}
	}

	private static <T> @Nullable Object value(Supplier<CompletableFuture<T>> loader) throws Exception {
		try {
			return AsyncCalls.await(loader.get());
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void put(Object key, @Nullable Object value) {
		this.view.put(key, value);
	}

	@Override
	public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
		return this.view.putIfAbsent(key, value);
	}

	@Override
	public void evict(Object key) {
		this.view.evict(key);
	}

	@Override
	public boolean evictIfPresent(Object key) {
		return this.view.evictIfPresent(key);
	}

	@Override
	public void clear() {
		this.view.clear();
	}

	@Override
	public boolean invalidate() {
		return this.view.invalidate();
	}

}
