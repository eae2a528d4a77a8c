package io.regioncache.cache.bulk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;

import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.entry.LookupCoalescer;
import io.regioncache.cache.read.BoundedReads.BoundedRead;
import io.regioncache.cache.read.Reads;
import io.regioncache.cache.read.TokenCoverage;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.RegionLevel;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.lookup.EntryQuery;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.position.AppliedVector;
import org.jspecify.annotations.Nullable;

/**
 * Finds many entries of one cache for a caller: each is judged as {@link Reads} judges
 * it, and those that one round trip can bring are asked for in one.
 */
final class BulkLookups {

	/**
	 * How many round trips are under way at once, so that the next answer is there when
	 * the values of one have been decoded.
	 */
	private static final int LANES = 2;

	private final RegionStore store;

	private final Entries entries;

	private final LookupCoalescer lookups;

	private final Reads reads;

	private final BatchSize size;

	BulkLookups(CacheParts parts, LookupCoalescer lookups, Reads reads, BatchSize size) {
		this.store = parts.store();
		this.entries = parts.entries();
		this.lookups = lookups;
		this.reads = reads;
		this.size = size;
	}

	/**
	 * Find entries.
	 * @param wanted the entries
	 * @param transaction the transaction the caller is in, if any
	 * @param executor where values are decoded
	 * @return what was found, in the same order
	 */
	CompletableFuture<Found[]> find(List<Wanted> wanted, @Nullable Transaction transaction, Executor executor) {
		Search search = new Search(wanted, executor);
		List<Integer> open = new ArrayList<>();
		for (int i = 0; i < wanted.size(); i++) {
			if (transaction != null && transaction.hides(wanted.get(i).key())) {
				search.found[i] = Found.BYPASS;
			}
			else {
				open.add(i);
			}
		}
		return within(open, search).thenApply((done) -> {
			for (int i = 0; i < search.found.length; i++) {
				search.found[i] = this.reads.counted(Reads.visible(search.found[i], transaction));
			}
			return search.found;
		});
	}

	/**
	 * Find entries at home, and those elsewhere that may have been invalidated there for
	 * longer than their bound.
	 */
	private CompletableFuture<?> within(List<Integer> open, Search search) {
		Duration bound = search.bound();
		if (bound == null) {
			return search.find(open);
		}
		return this.reads.bounded()
			.level(bound)
			.thenComposeAsync(
					(level) -> (level != null)
							? search.find(open)
								.<Void>thenCompose((done) -> search.each(open, (i) -> search.proven(i, bound, level)))
							: search.each(open, (i) -> this.reads.bounded().elsewhere(search.read(i, bound))),
					search.executor);
	}

	/**
	 * One entry that a caller wants.
	 *
	 * @param key the key
	 * @param request what the caller says of it
	 * @param caller the caller, if it asks for more than any other
	 */
	record Wanted(EntryKey key, CacheRequest request, @Nullable ConsistencyContext caller) {

		boolean isIn(AppliedVector passed) {
			return this.caller == null || TokenCoverage.covers(passed, this.caller.token());
		}

	}

	/**
	 * The search for the entries of one call.
	 */
	private final class Search {

		private final List<Wanted> wanted;

		private final Executor executor;

		private final Found[] found;

		Search(List<Wanted> wanted, Executor executor) {
			this.wanted = wanted;
			this.executor = executor;
			this.found = new Found[wanted.size()];
		}

		/**
		 * Return the shortest bound of all.
		 */
		@Nullable Duration bound() {
			return this.wanted.stream()
				.map((each) -> BulkLookups.this.reads.bound(each.request()))
				.filter(Objects::nonNull)
				.min(Comparator.naturalOrder())
				.orElse(null);
		}

		BoundedRead read(int index, Duration bound) {
			Wanted each = this.wanted.get(index);
			return BulkLookups.this.reads.bounded(each.caller(), each.key(), each.request(), bound, this.executor);
		}

		CompletableFuture<Found> proven(int index, Duration bound, RegionLevel level) {
			return BulkLookups.this.reads.bounded().proven(read(index, bound), level, this.found[index]);
		}

		CompletableFuture<Void> each(List<Integer> indexes, IntFunction<CompletableFuture<Found>> read) {
			return CompletableFuture.allOf(indexes.stream()
				.map((index) -> read.apply(index).thenAccept((sought) -> this.found[index] = sought))
				.toArray(CompletableFuture[]::new));
		}

		/**
		 * What home has passed is read before anything is looked up. Where it may be
		 * behind, one entry is sought first: home has caught up then, or nobody waits for
		 * it any more.
		 */
		CompletableFuture<?> find(List<Integer> open) {
			AppliedVector passed = BulkLookups.this.store.passed();
			List<Integer> behind = open.stream().filter((index) -> !this.wanted.get(index).isIn(passed)).toList();
			if (behind.isEmpty()) {
				return here(open, passed);
			}
			int first = behind.get(0);
			return seek(first).thenComposeAsync((sought) -> {
				List<Integer> rest = open.stream().filter((index) -> index != first).toList();
				AppliedVector now = BulkLookups.this.store.passed();
				List<Integer> level = rest.stream().filter((index) -> this.wanted.get(index).isIn(now)).toList();
				List<Integer> others = rest.stream().filter((index) -> !this.wanted.get(index).isIn(now)).toList();
				return CompletableFuture.allOf(here(level, now), seekAll(others));
			}, this.executor);
		}

		private CompletableFuture<?> seekAll(List<Integer> indexes) {
			return CompletableFuture.allOf(indexes.stream().map(this::seek).toArray(CompletableFuture[]::new));
		}

		private CompletableFuture<?> seek(int index) {
			Wanted each = this.wanted.get(index);
			ConsistencyContext caller = each.caller();
			if (caller == null) {
				return CompletableFuture.completedFuture(null);
			}
			return BulkLookups.this.reads.seek(caller, each.key(), each.request(), this.executor)
				.thenAccept((sought) -> this.found[index] = sought);
		}

		/**
		 * Look at home, once more at those that have tags which were not asked for.
		 */
		private CompletableFuture<?> here(List<Integer> indexes, AppliedVector passed) {
			if (indexes.isEmpty()) {
				return CompletableFuture.completedFuture(null);
			}
			BulkRound round = new BulkRound(indexes, passed);
			CompletableFuture<?>[] lanes = new CompletableFuture<?>[LANES];
			for (int i = 0; i < LANES; i++) {
				CompletableFuture<Void> lane = new CompletableFuture<>();
				lanes[i] = lane;
				round.next(lane);
			}
			return CompletableFuture.allOf(lanes)
				.thenCompose((done) -> CompletableFuture.allOf(here(round.unjudged, passed), seekAll(round.unshown)));
		}

		/**
		 * One look at some entries, as many at a time as fit.
		 */
		private final class BulkRound {

			private final List<Integer> indexes;

			private final AppliedVector passed;

			private final List<Integer> unjudged = new ArrayList<>();

			private final List<Integer> unshown = new ArrayList<>();

			private int next;

			BulkRound(List<Integer> indexes, AppliedVector passed) {
				this.indexes = indexes;
				this.passed = passed;
			}

			void next(CompletableFuture<Void> lane) {
				List<Integer> chunk = take();
				if (chunk.isEmpty()) {
					lane.complete(null);
					return;
				}
				List<EntryQuery> queries = chunk.stream().map(this::query).toList();
				BulkLookups.this.lookups.all(queries).thenAcceptAsync((answer) -> {
					judge(chunk, answer);
					next(lane);
				}, Search.this.executor).exceptionally((ex) -> {
					lane.completeExceptionally(ex);
					return null;
				});
			}

			private synchronized List<Integer> take() {
				int end = Math.min(this.indexes.size(), this.next + BulkLookups.this.size.keys());
				List<Integer> chunk = this.indexes.subList(this.next, end);
				this.next = end;
				return chunk;
			}

			private EntryQuery query(int index) {
				Wanted each = Search.this.wanted.get(index);
				return new EntryQuery(each.key(), BulkLookups.this.entries.expectedTags(each.key(), each.request()));
			}

			private void judge(List<Integer> chunk, Lookup[] answer) {
				long bytes = 0;
				int entries = 0;
				for (int i = 0; i < answer.length; i++) {
					byte[] stored = answer[i].bytes();
					if (stored != null) {
						bytes += stored.length;
						entries++;
					}
					judge(chunk.get(i), answer[i]);
				}
				BulkLookups.this.size.seen(bytes, entries);
			}

			private void judge(int index, Lookup lookup) {
				Wanted each = Search.this.wanted.get(index);
				Found found = BulkLookups.this.reads.judge(each.key(), each.request(), lookup);
				ConsistencyContext caller = each.caller();
				if (found.status() == Found.Status.UNJUDGED) {
					note(this.unjudged, index);
				}
				else if (caller != null && !BulkLookups.this.reads.isShown(caller, this.passed, found)) {
					note(this.unshown, index);
				}
				else {
					Search.this.found[index] = found;
				}
			}

			private synchronized void note(List<Integer> list, int index) {
				list.add(index);
			}

		}

	}

}
