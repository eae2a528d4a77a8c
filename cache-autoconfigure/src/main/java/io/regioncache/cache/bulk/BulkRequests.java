package io.regioncache.cache.bulk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.regioncache.annotation.Internal;
import io.regioncache.annotation.PublicApi;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.load.OriginBusyException;
import io.regioncache.cache.load.OriginFailure;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.cache.transaction.Transactions;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What one call says about the many entries it wants, by whatever its caller knows them.
 *
 * @param <K> what they are asked for by
 * @since 0.1
 */
@PublicApi
public final class BulkRequests<K> {

	private final List<K> ids;

	private final List<CacheRequest> requests;

	private BulkRequests(Map<K, CacheRequest> requests) {
		this.ids = new ArrayList<>(requests.keySet());
		this.requests = new ArrayList<>(requests.values());
	}

	/**
	 * Create requests.
	 * @param <K> what the entries are asked for by
	 * @param requests the entry of each, in the order of the caller
	 * @return the requests
	 */
	public static <K> BulkRequests<K> of(Map<K, CacheRequest> requests) {
		return new BulkRequests<>(requests);
	}

	/**
	 * Untagged entries with the settings of their cache.
	 */
	public static <K> BulkRequests<K> of(Collection<? extends K> ids, Class<?> type) {
		Map<K, CacheRequest> requests = new LinkedHashMap<>();
		for (K id : ids) {
			Assert.notNull(id, "'ids' must not contain null");
			requests.put(id, CacheRequest.of(id, type));
		}
		return of(requests);
	}

	/**
	 * Return the values: those that may be served by one round trip, the others by one
	 * call of the loader.
	 * @param cache reads the cache
	 * @param loader asks the origin, on this thread
	 * @return the values in the order of the caller, without those that are {@code null}
	 * @throws Throwable whatever the loader throws, untouched
	 * @throws OriginBusyException if the load was not given its turn in time
	 */
	public Map<K, Object> get(BulkReads cache, BulkLoader<K> loader) throws Throwable {
		if (this.ids.isEmpty()) {
			return new LinkedHashMap<>();
		}
		return present(cache.await(this.requests, (places) -> {
			CompletableFuture<List<@Nullable Object>> values = new CompletableFuture<>();
			try {
				values.complete(values(places, loader.load(idsAt(places))));
			}
			catch (Throwable ex) {
				// It may be a wrapper of futures itself.
				values.completeExceptionally(new OriginFailure(ex));
			}
			return values;
		}, Transactions.current()));
	}

	/**
	 * The same where the loader throws nothing checked.
	 */
	public Map<K, Object> getUnchecked(BulkReads cache, BulkLoader<K> loader) {
		try {
			return get(cache, loader);
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The same without blocking.
	 * @param cache reads the cache
	 * @param loader asks the origin; called on another thread
	 * @return the values, or whatever the loader throws
	 */
	public CompletableFuture<Map<K, Object>> getAsync(BulkReads cache,
			Function<List<K>, ? extends CompletionStage<? extends @Nullable Map<?, ?>>> loader) {
		return getAsync(cache, loader, Transactions.current());
	}

	/**
	 * The same without blocking, in a transaction that need not be one of this thread.
	 * @param cache reads the cache
	 * @param loader asks the origin; called on another thread
	 * @param transaction the transaction the caller is in, if any
	 * @return the values, or whatever the loader throws
	 */
	@Internal
	public CompletableFuture<Map<K, Object>> getAsync(BulkReads cache,
			Function<List<K>, ? extends CompletionStage<? extends @Nullable Map<?, ?>>> loader,
			@Nullable Transaction transaction) {
		if (this.ids.isEmpty()) {
			return CompletableFuture.completedFuture(new LinkedHashMap<>());
		}
		return cache
			.get(this.requests, (places) -> loader.apply(idsAt(places)).thenApply((values) -> values(places, values)),
					transaction)
			.thenApply(this::present);
	}

	private List<K> idsAt(List<Integer> places) {
		List<K> ids = new ArrayList<>(places.size());
		places.forEach((place) -> ids.add(this.ids.get(place)));
		return ids;
	}

	private List<@Nullable Object> values(List<Integer> places, @Nullable Map<?, ?> loaded) {
		List<@Nullable Object> values = new ArrayList<>(places.size());
		places.forEach((place) -> values.add((loaded != null) ? loaded.get(this.ids.get(place)) : null));
		return values;
	}

	private Map<K, Object> present(List<@Nullable Object> values) {
		Map<K, Object> present = new LinkedHashMap<>();
		for (int i = 0; i < values.size(); i++) {
			Object value = values.get(i);
			if (value != null) {
				present.put(this.ids.get(i), value);
			}
		}
		return present;
	}

}
