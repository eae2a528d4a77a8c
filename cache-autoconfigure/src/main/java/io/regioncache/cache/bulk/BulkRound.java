package io.regioncache.cache.bulk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.regioncache.cache.entry.Found;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.lookup.EntryQuery;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.position.AppliedVector;
import org.jspecify.annotations.Nullable;

/**
 * One look at some entries at home, as many at a time as fit.
 */
final class BulkRound {

	/**
	 * How many round trips are under way at once, so that the next answer is there when
	 * the values of one have been decoded.
	 */
	private static final int LANES = 2;

	private final BulkParts parts;

	private final Findings findings;

	private final List<Integer> indexes;

	private final AppliedVector passed;

	private final List<Integer> unjudged = new ArrayList<>();

	private final List<Integer> unshown = new ArrayList<>();

	private final AtomicInteger next = new AtomicInteger();

	BulkRound(BulkParts parts, Findings findings, List<Integer> indexes, AppliedVector passed) {
		this.parts = parts;
		this.findings = findings;
		this.indexes = indexes;
		this.passed = passed;
	}

	/**
	 * Return the entries with tags that were not asked for, once all was looked at.
	 */
	List<Integer> unjudged() {
		return this.unjudged;
	}

	/**
	 * Return the entries that may not be shown to their callers, once all was looked at.
	 */
	List<Integer> unshown() {
		return this.unshown;
	}

	CompletableFuture<Void> run() {
		return CompletableFuture.allOf(Stream.generate(this::lane).limit(LANES).toArray(CompletableFuture[]::new));
	}

	private CompletableFuture<Void> lane() {
		CompletableFuture<Void> lane = new CompletableFuture<>();
		next(lane);
		return lane;
	}

	private void next(CompletableFuture<Void> lane) {
		List<Integer> chunk = take();
		if (chunk.isEmpty()) {
			lane.complete(null);
			return;
		}
		lookup(chunk).thenAcceptAsync((answer) -> {
			judge(chunk, answer);
			next(lane);
		}, this.findings.executor()).exceptionally((ex) -> failed(lane, ex));
	}

	private static @Nullable Void failed(CompletableFuture<Void> lane, Throwable failure) {
		lane.completeExceptionally(failure);
		return null;
	}

	private CompletableFuture<Lookup[]> lookup(List<Integer> chunk) {
		List<EntryQuery> queries = chunk.stream().map(this.findings::wanted).map(this.parts::query).toList();
		return this.parts.lookups().all(queries);
	}

	private List<Integer> take() {
		int most = this.parts.size().keys();
		int start = this.next.getAndUpdate((at) -> Math.min(this.indexes.size(), at + most));
		return this.indexes.subList(start, Math.min(this.indexes.size(), start + most));
	}

	private void judge(List<Integer> chunk, Lookup[] answer) {
		long bytes = 0;
		int entries = 0;
		for (int i = 0; i < answer.length; i++) {
			byte[] stored = answer[i].bytes();
			bytes += (stored != null) ? stored.length : 0;
			entries += (stored != null) ? 1 : 0;
			judge(chunk.get(i), answer[i]);
		}
		this.parts.size().seen(bytes, entries);
	}

	private void judge(int index, Lookup lookup) {
		Wanted each = this.findings.wanted(index);
		Found found = this.parts.reads().home().judge(each.key(), each.request(), lookup);
		if (found.status() == Found.Status.UNJUDGED) {
			note(this.unjudged, index);
		}
		else if (isShown(each.caller(), found)) {
			this.findings.found(index, found);
		}
		else {
			note(this.unshown, index);
		}
	}

	private boolean isShown(@Nullable ConsistencyContext caller, Found found) {
		return caller == null || this.parts.reads().tokens().isShown(caller, this.passed, found);
	}

	private synchronized void note(List<Integer> list, int index) {
		list.add(index);
	}

}
