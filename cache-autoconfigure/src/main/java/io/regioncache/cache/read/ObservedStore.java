package io.regioncache.cache.read;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.consistency.ObservationSource;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.Position;

/**
 * A store as what its callers have been shown.
 */
record ObservedStore(SingleRegionStore store) implements ObservationSource {

	@Override
	public CompletableFuture<ConsistencyToken> shown(Lease upTo) {
		return this.store.applied().shown(upTo).thenApply((positions) -> {
			ConsistencyToken token = ConsistencyToken.NONE;
			for (Map.Entry<Position, String> position : positions.entrySet()) {
				token = token.and(position.getValue(), position.getKey());
			}
			return token;
		});
	}

}
