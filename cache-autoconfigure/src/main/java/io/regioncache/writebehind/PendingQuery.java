package io.regioncache.writebehind;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import org.jspecify.annotations.Nullable;

/**
 * Asks all regions for the last changes of keys.
 *
 * @param store the regions
 * @param cache the name of the cache
 * @param own its changes in the home region
 */
record PendingQuery(RegionStore store, String cache, RegionChanges own) {

	CompletableFuture<PendingChanges> find(List<String> keys) {
		List<CompletableFuture<@Nullable PendingAnswer>> answers = new ArrayList<>();
		answers.add(answer(this.own, keys));
		for (SingleRegionStore other : this.store.others().stores()) {
			answers.add(answer(new RegionChanges(other, this.cache), keys));
		}
		return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
			.thenApply((done) -> PendingChanges.of(answers.stream().map(CompletableFuture::join).toList()));
	}

	private static CompletableFuture<@Nullable PendingAnswer> answer(RegionChanges changes, List<String> keys) {
		return changes.find(keys, 0).<@Nullable PendingAnswer>handle((answer, ex) -> answer);
	}

}
