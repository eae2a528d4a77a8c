package io.regioncache.websession;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.websession.SessionLookup.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of the other regions, for those that the home region does not have.
 */
final class OtherRegions {

	/**
	 * How many lookups ask other regions at a time. Who makes up ids must not be able to
	 * flood them.
	 */
	private static final int AT_ONCE = 256;

	private final RegionStore store;

	private final String namespace;

	private final Map<String, SessionRegion> regions = new ConcurrentHashMap<>();

	private final Semaphore permits = new Semaphore(AT_ONCE);

	OtherRegions(RegionStore store, String namespace) {
		this.store = store;
		this.namespace = namespace;
	}

	private SessionRegion of(SingleRegionStore store) {
		return this.regions.compute(store.region(), (name, known) -> (known != null && known.store() == store) ? known
				: new SessionRegion(store, this.namespace));
	}

	/**
	 * Return those that can be asked at present, the nearest first.
	 */
	CompletableFuture<List<SessionRegion>> nearest() {
		return this.store.others().instead(List.of()).thenApply((stores) -> stores.stream().map(this::of).toList());
	}

	/**
	 * Ask all of them for a session at once.
	 * @return the first that is found; else why there is none
	 */
	CompletableFuture<Answer> find(String id) {
		Collection<SingleRegionStore> all = this.store.others().stores();
		if (all.isEmpty()) {
			return CompletableFuture.completedFuture(new Answer(null, SessionLookup.of(Outcome.ABSENT, "")));
		}
		if (!this.permits.tryAcquire()) {
			return CompletableFuture.completedFuture(Answer.UNKNOWN);
		}
		return nearest().thenCompose((nearest) -> find(id, nearest, nearest.size() == all.size()))
			.exceptionally((ex) -> Answer.UNKNOWN)
			.whenComplete((found, ex) -> this.permits.release());
	}

	private static CompletableFuture<Answer> find(String id, List<SessionRegion> nearest, boolean isAll) {
		if (nearest.isEmpty()) {
			return CompletableFuture.completedFuture(Answer.UNKNOWN);
		}
		CompletableFuture<Answer> first = new CompletableFuture<>();
		AtomicInteger open = new AtomicInteger(nearest.size());
		Map<Outcome, Boolean> outcomes = new ConcurrentHashMap<>();
		for (SessionRegion region : nearest) {
			region.read(id).thenAccept((lookup) -> {
				outcomes.put(lookup.outcome(), true);
				if (lookup.outcome() == Outcome.FOUND || lookup.outcome() == Outcome.REVOKED) {
					first.complete(new Answer(region, lookup));
				}
				if (open.decrementAndGet() == 0) {
					boolean known = isAll && outcomes.size() == 1 && outcomes.containsKey(Outcome.ABSENT);
					first.complete(known ? new Answer(null, lookup) : Answer.UNKNOWN);
				}
			});
		}
		return first;
	}

	/**
	 * What another region has answered.
	 *
	 * @param region the region; {@code null} if none has the session
	 * @param lookup its answer
	 */
	record Answer(@Nullable SessionRegion region, SessionLookup lookup) {

		private static final Answer UNKNOWN = new Answer(null, SessionLookup.UNAVAILABLE);

	}

}
