package io.regioncache.consistency;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.regioncache.store.entry.Lease;

/**
 * Up to which clock each region has shown entries to one caller. What positions that
 * means is asked once, when the token is written: a read costs no command for it.
 */
final class ObservedReads {

	private final Map<ObservationSource, Lease> latest = new ConcurrentHashMap<>(2);

	void add(ObservationSource region, Lease at) {
		Lease known = this.latest.get(region);
		if (known == null || known.epoch() != at.epoch() || known.number() < at.number()) {
			this.latest.merge(region, at,
					(former, now) -> (former.epoch() == now.epoch() && former.number() >= now.number()) ? former : now);
		}
	}

	/**
	 * Return what all that was added since the last time asks of a region from now on.
	 * What cannot be told makes the token one that no region passes.
	 */
	CompletableFuture<ConsistencyToken> token() {
		List<CompletableFuture<ConsistencyToken>> all = new ArrayList<>();
		this.latest
			.forEach((region, at) -> all.add(region.shown(at).exceptionally((ex) -> ConsistencyToken.INCOMPLETE)));
		return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply((done) -> {
			ConsistencyToken token = ConsistencyToken.NONE;
			for (CompletableFuture<ConsistencyToken> each : all) {
				token = token.and(each.join());
			}
			return token;
		});
	}

	boolean isEmpty() {
		return this.latest.isEmpty();
	}

}
