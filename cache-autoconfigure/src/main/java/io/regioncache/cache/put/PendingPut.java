package io.regioncache.cache.put;

import java.util.concurrent.CompletableFuture;

import io.regioncache.cache.entry.CacheRequest;
import org.jspecify.annotations.Nullable;

/**
 * A value on its way into the cache, whose lease was taken before it was computed.
 */
public interface PendingPut {

	/**
	 * Invalidate the key and store the value in its place, unless anything that covers it
	 * was invalidated since the lease was taken. Returns when the region has applied
	 * this.
	 * @param request the entry; if its value is not cacheable the key is only invalidated
	 * @param value the value
	 */
	void complete(CacheRequest request, @Nullable Object value);

	/**
	 * The same without waiting.
	 * @param request the entry
	 * @param value the value
	 * @return completes when the region has applied it
	 */
	CompletableFuture<Void> completeAsync(CacheRequest request, @Nullable Object value);

}
