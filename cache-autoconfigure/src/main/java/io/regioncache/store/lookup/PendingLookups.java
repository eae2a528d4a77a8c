package io.regioncache.store.lookup;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Lookups of several entries under way.
 */
public interface PendingLookups {

	/**
	 * Return what was found, in the order of the queries. If Redis hangs it does not
	 * complete before {@link #expire()}.
	 */
	CompletableFuture<Lookup[]> answer();

	/**
	 * Give up what was not answered in time, which completes the answer.
	 */
	void expire();

	/**
	 * Lookups that are sent one by one.
	 * @param lookups the lookups
	 * @param expire gives them up
	 */
	static PendingLookups of(List<CompletableFuture<Lookup>> lookups, Runnable expire) {
		CompletableFuture<Lookup[]> answer = CompletableFuture.allOf(lookups.toArray(CompletableFuture[]::new))
			.thenApply((done) -> lookups.stream().map(CompletableFuture::join).toArray(Lookup[]::new));
		return new PendingLookups() {

			@Override
			public CompletableFuture<Lookup[]> answer() {
				return answer;
			}

			@Override
			public void expire() {
				expire.run();
				lookups.forEach((lookup) -> lookup.complete(Lookup.UNAVAILABLE));
			}

		};
	}

}
