package io.regioncache.replication.warming;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Scope;

/**
 * How an entry is copied.
 *
 * @param cache the name of its cache
 * @param key the scope of its key
 * @param freshFor how long it may count as fresh in the region that copies it
 * @param maxValueSize how large its encoded value may be, in bytes
 * @param lastWriteWins whether the cache is itself the store: then only what was put is
 * copied
 */
public record CopyRule(String cache, Scope key, Duration freshFor, long maxValueSize, boolean lastWriteWins) {

	/**
	 * Every scope that covers an entry: first those that do whatever its tags are.
	 */
	List<Scope> covering(Envelope entry) {
		List<Scope> covering = new ArrayList<>(List.of(Scope.ALL, Scope.cache(this.cache), this.key));
		covering.addAll(entry.tags());
		return covering;
	}

	/**
	 * Whether an entry that was found is one of this cache.
	 */
	boolean admits(Envelope entry) {
		return entry.value().length() <= this.maxValueSize && entry.stamp().micros() > 0 == this.lastWriteWins
				&& entry.tags().stream().allMatch((tag) -> Scope.isField(tag.field()));
	}

}
