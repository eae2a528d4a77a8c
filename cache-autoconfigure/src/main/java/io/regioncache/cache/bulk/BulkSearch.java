package io.regioncache.cache.bulk;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

import io.regioncache.cache.entry.Found;
import io.regioncache.cache.read.BoundedReads.BoundedRead;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.position.AppliedVector;
import org.jspecify.annotations.Nullable;

/**
 * The search for the entries of one call.
 */
final class BulkSearch {

	private final BulkParts parts;

	private final Findings findings;

	BulkSearch(BulkParts parts, Findings findings) {
		this.parts = parts;
		this.findings = findings;
	}

	/**
	 * Return the shortest bound of all.
	 */
	@Nullable Duration bound() {
		return this.findings.wanted()
			.stream()
			.map((each) -> this.parts.reads().demands().bound(each.request()))
			.filter(Objects::nonNull)
			.min(Comparator.naturalOrder())
			.orElse(null);
	}

	/**
	 * Replace what was found by what reads with a bound return.
	 */
	CompletableFuture<Void> each(List<Integer> indexes, Duration bound,
			BiFunction<BoundedRead, Found, CompletableFuture<Found>> read) {
		return CompletableFuture.allOf(indexes.stream()
			.map((index) -> read.apply(read(index, bound), this.findings.found(index))
				.thenAccept((sought) -> this.findings.found(index, sought)))
			.toArray(CompletableFuture[]::new));
	}

	private BoundedRead read(int index, Duration bound) {
		Wanted each = this.findings.wanted(index);
		return this.parts.reads().bounded(each.caller(), each.key(), each.request(), bound, this.findings.executor());
	}

	/**
	 * What home has passed is read before anything is looked up. Where it may be behind,
	 * one entry is sought first: home has caught up then, or nobody waits for it any
	 * more.
	 */
	CompletableFuture<Void> find(List<Integer> open) {
		AppliedVector passed = this.parts.store().passed();
		Integer first = open.stream()
			.filter((index) -> !this.findings.wanted(index).isIn(passed))
			.findFirst()
			.orElse(null);
		return (first == null) ? here(open, passed)
				: seek(first).thenComposeAsync(
						(sought) -> rest(open.stream().filter((index) -> !index.equals(first)).toList()),
						this.findings.executor());
	}

	private CompletableFuture<Void> rest(List<Integer> indexes) {
		AppliedVector now = this.parts.store().passed();
		Map<Boolean, List<Integer>> level = indexes.stream()
			.collect(Collectors.partitioningBy((index) -> this.findings.wanted(index).isIn(now)));
		return CompletableFuture.allOf(here(level.getOrDefault(true, List.of()), now),
				seekAll(level.getOrDefault(false, List.of())));
	}

	private CompletableFuture<Void> seekAll(List<Integer> indexes) {
		return CompletableFuture.allOf(indexes.stream().map(this::seek).toArray(CompletableFuture[]::new));
	}

	private CompletableFuture<Void> seek(int index) {
		Wanted each = this.findings.wanted(index);
		ConsistencyContext caller = each.caller();
		if (caller == null) {
			return CompletableFuture.completedFuture(null);
		}
		return this.parts.reads()
			.tokens()
			.seek(caller, each.key(), each.request(), this.findings.executor())
			.thenAccept((sought) -> this.findings.found(index, sought));
	}

	/**
	 * Look at home, once more at those that have tags which were not asked for.
	 */
	private CompletableFuture<Void> here(List<Integer> indexes, AppliedVector passed) {
		if (indexes.isEmpty()) {
			return CompletableFuture.completedFuture(null);
		}
		BulkRound round = new BulkRound(this.parts, this.findings, indexes, passed);
		return round.run()
			.thenCompose((done) -> CompletableFuture.allOf(here(round.unjudged(), passed), seekAll(round.unshown())));
	}

}
