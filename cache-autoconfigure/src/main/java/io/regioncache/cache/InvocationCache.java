package io.regioncache.cache;

import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.load.OriginBusyException;
import io.regioncache.cache.put.PendingPut;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.connection.Waiting;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.support.SimpleValueWrapper;

/**
 * A {@link RegionCache} as one invocation of a method sees it.
 * <p>
 * Spring's own annotations look, call the method, and put what it returns. Here that is
 * stored under the lease of the lookup, so an invalidation in between is not lost.
 * Whatever follows a future or a publisher happens on another thread, and still is its
 * caller's.
 */
final class InvocationCache implements Cache {

	private final RegionCache cache;

	private final CacheOperations operations;

	private final Type type;

	private final @Nullable PendingPut put;

	private final @Nullable Transaction transaction;

	private final @Nullable ConsistencyContext caller = ConsistencyContext.current();

	private final @Nullable LoadScope scope = LoadScope.currentPut();

	/**
	 * By the text of the key, which the method may change while it runs.
	 */
	private final Map<String, Optional<Lease>> misses = new ConcurrentHashMap<>();

	private volatile boolean missed;

	InvocationCache(RegionCache cache, Type type, @Nullable PendingPut put, @Nullable Transaction transaction) {
		this.transaction = transaction;
		this.cache = cache;
		this.operations = cache.operations();
		this.type = type;
		this.put = put;
	}

	@Override
	public String getName() {
		return this.cache.getName();
	}

	@Override
	public Object getNativeCache() {
		return this.cache.getNativeCache();
	}

	@Override
	public @Nullable ValueWrapper get(Object key) {
		return wrap(noted(key, lookup(key)));
	}

	@Override
	public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
		return cast(noted(key, lookup(key)), type);
	}

	@Override
	public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
		return this.<@Nullable T>asCaller(() -> load(this.cache, CacheRequest.of(key, this.type), valueLoader));
	}

	@Override
	public CompletableFuture<?> retrieve(Object key) {
		return asCaller(() -> this.operations.asyncReads().find(CacheRequest.of(key, this.type), this.transaction))
			.thenApply((found) -> wrap(noted(key, found)));
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
		return (CompletableFuture<T>) asCaller(
				() -> this.operations.asyncReads().get(CacheRequest.of(key, this.type), valueLoader, this.transaction));
	}

	@Override
	public void put(Object key, @Nullable Object value) {
		CacheRequest request = CacheRequest.of(key, this.type);
		if (this.put == null && this.missed) {
			fill(request, value);
		}
		else {
			PendingPut put = (this.put != null) ? this.put
					: Waiting.join(this.operations.puts().begin(this.transaction));
			asCaller(() -> {
				put.complete(request, value);
				return true;
			});
		}
	}

	/**
	 * Store a value only under the key whose miss led to its load.
	 */
	private void fill(CacheRequest request, @Nullable Object value) {
		String text = this.cache.keys().text(request.key());
		Optional<Lease> miss = (text != null) ? this.misses.get(text) : null;
		if (miss != null) {
			this.operations.fills()
				.afterMiss(request, value, LoadScope.limit(this.scope, miss.orElse(null)), this.transaction);
		}
		else if (!this.misses.isEmpty()) {
			this.cache.keys().changed();
		}
	}

	@Override
	public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
		return this.<@Nullable ValueWrapper>asCaller(() -> this.operations.conditionalPuts()
			.putIfAbsent(CacheRequest.of(key, this.type), value, this.transaction));
	}

	@Override
	public void evict(Object key) {
		asCaller(() -> {
			this.operations.evictions().evict(key, this.transaction);
			return true;
		});
	}

	@Override
	public boolean evictIfPresent(Object key) {
		return asCaller(() -> this.operations.evictions().evictIfPresent(key, this.transaction));
	}

	@Override
	public void clear() {
		asCaller(() -> {
			this.operations.evictions().clear(this.transaction);
			return true;
		});
	}

	@Override
	public boolean invalidate() {
		return asCaller(() -> this.operations.evictions().clearAtOnce(this.transaction));
	}

	private Found lookup(Object key) {
		return asCaller(() -> this.operations.asyncReads().findNow(CacheRequest.of(key, this.type), this.transaction));
	}

	private <T extends @Nullable Object> T asCaller(Supplier<T> operation) {
		return ConsistencyContext.carrying(this.caller, operation).get();
	}

	private Found noted(Object key, Found found) {
		if (found.status() != Found.Status.FRESH) {
			Markers markers = found.markers();
			String text = this.cache.keys().text(key);
			if (text != null) {
				this.misses.put(text, Optional.ofNullable((markers != null) ? markers.lease() : null));
			}
			this.missed = true;
		}
		return found;
	}

	/**
	 * What a caller without a loader may see: nobody would refresh what is stale.
	 */
	static @Nullable ValueWrapper wrap(Found found) {
		return (found.status() == Found.Status.FRESH) ? new SimpleValueWrapper(found.value()) : null;
	}

	@SuppressWarnings("unchecked")
	static <T> @Nullable T cast(Found found, @Nullable Class<T> type) {
		Object value = (found.status() == Found.Status.FRESH) ? found.value() : null;
		if (value != null && type != null && !type.isInstance(value)) {
			throw new IllegalStateException(
					"The cached value is a %s, not a %s".formatted(value.getClass().getName(), type.getName()));
		}
		return (T) value;
	}

	@SuppressWarnings("unchecked")
	static <T> @Nullable T load(RegionCache cache, CacheRequest request, Callable<T> loader) {
		try {
			return (T) cache.get(request, loader::call);
		}
		catch (OriginBusyException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new ValueRetrievalException(request.key(), loader, ex);
		}
	}

}
