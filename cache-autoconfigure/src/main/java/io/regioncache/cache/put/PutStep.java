package io.regioncache.cache.put;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.log.VersionVector;

/**
 * A way to put an encoded value.
 */
interface PutStep {

	CompletableFuture<?> put(EntryKey key, CacheRequest request, Loaded loaded, Optional<VersionVector> known);

}
