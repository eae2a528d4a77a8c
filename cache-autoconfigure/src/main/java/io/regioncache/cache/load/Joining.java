package io.regioncache.cache.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.cache.value.ValueException;
import io.regioncache.store.entry.Markers;
import org.jspecify.annotations.Nullable;

/**
 * What a cache does for the callers that join its loads.
 *
 * @param origin answers a caller that shares nothing
 * @param entries copies a value for one more caller
 * @param statistics counts what happens
 * @param lockWait how long a caller waits for the load of another
 * @param next shares or leads the load that follows one that began too early
 * @param lookup looks again at all the tags of the value, and loads if need be
 */
record Joining(Origin origin, Entries entries, CacheStatistics statistics, Duration lockWait,
		Function<LoadRequest, CompletableFuture<Loaded>> next,
		BiFunction<LoadRequest, Markers, CompletableFuture<Loaded>> lookup) {

	/**
	 * Give a caller its own copy of a value; the origin answers if it cannot be copied.
	 */
	CompletableFuture<Loaded> share(LoadRequest call, @Nullable Markers seen, Loaded loaded) {
		Object copy;
		try {
			copy = this.entries.copy(loaded, call.request());
		}
		catch (ValueException ex) {
			return this.origin.ask(call, seen);
		}
		this.statistics.count(Event.JOINED);
		return CompletableFuture.completedFuture(new Loaded(copy, loaded.encoded(), loaded.tags(), loaded.lease()));
	}

}
