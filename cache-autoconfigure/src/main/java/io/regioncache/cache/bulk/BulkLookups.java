package io.regioncache.cache.bulk;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.entry.LookupCoalescer;
import io.regioncache.cache.read.BoundedReads;
import io.regioncache.cache.read.FoundCounter;
import io.regioncache.cache.read.Reads;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.store.RegionLevel;
import org.jspecify.annotations.Nullable;

/**
 * Finds many entries of one cache for a caller: each is judged as {@link Reads} judges
 * it, and those that one round trip can bring are asked for in one.
 */
final class BulkLookups {

	private final BulkParts parts;

	private final BoundedReads bounded;

	private final FoundCounter counter;

	BulkLookups(CacheParts parts, LookupCoalescer lookups, Reads reads, BatchSize size) {
		this.parts = new BulkParts(parts.store(), parts.entries(), lookups, reads, size);
		this.bounded = reads.bounded();
		this.counter = new FoundCounter(parts);
	}

	/**
	 * Find entries.
	 * @param wanted the entries
	 * @param transaction the transaction the caller is in, if any
	 * @param executor where values are decoded
	 * @return what was found, in the same order
	 */
	CompletableFuture<Found[]> find(List<Wanted> wanted, @Nullable Transaction transaction, Executor executor) {
		Findings findings = new Findings(wanted, executor);
		List<Integer> open = IntStream.range(0, wanted.size())
			.filter((i) -> transaction == null || !transaction.hides(wanted.get(i).key()))
			.boxed()
			.toList();
		return within(open, findings).thenApply((done) -> findings.found()
			.map((found) -> this.counter.counted(Reads.visible(found, transaction)))
			.toArray(Found[]::new));
	}

	/**
	 * Find entries at home, and those elsewhere that may have been invalidated there for
	 * longer than their bound.
	 */
	private CompletableFuture<?> within(List<Integer> open, Findings findings) {
		BulkSearch search = new BulkSearch(this.parts, findings);
		Duration bound = search.bound();
		return (bound == null) ? search.find(open) : this.bounded.level(bound)
			.thenComposeAsync((level) -> within(open, search, bound, level), findings.executor());
	}

	private CompletableFuture<?> within(List<Integer> open, BulkSearch search, Duration bound,
			@Nullable RegionLevel level) {
		if (level == null) {
			return search.each(open, bound, (read, found) -> this.bounded.elsewhere(read));
		}
		return search.find(open)
			.thenCompose((done) -> search.each(open, bound, (read, found) -> this.bounded.proven(read, level, found)));
	}

}
