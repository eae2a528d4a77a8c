package io.regioncache.cache.bulk;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.read.TokenCoverage;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.position.AppliedVector;
import org.jspecify.annotations.Nullable;

/**
 * One entry that a caller wants.
 *
 * @param key the key
 * @param request what the caller says of it
 * @param caller the caller, if it asks for more than any other
 */
record Wanted(EntryKey key, CacheRequest request, @Nullable ConsistencyContext caller) {

	boolean isIn(AppliedVector passed) {
		return this.caller == null || TokenCoverage.covers(passed, this.caller.token());
	}

}
