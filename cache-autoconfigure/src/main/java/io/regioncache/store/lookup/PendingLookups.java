package io.regioncache.store.lookup;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

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
	 * Look entries up, each by itself.
	 * @param queries the entries
	 * @param single looks one up
	 * @param expire gives up one that was not answered in time
	 * @return the lookups
	 */
	static PendingLookups each(List<EntryQuery> queries, BiConsumer<EntryQuery, CompletableFuture<Lookup>> single,
			Consumer<CompletableFuture<Lookup>> expire) {
		return SeparateLookups.send(queries, single, expire);
	}

}
