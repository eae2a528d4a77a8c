package io.regioncache.cache.bulk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import io.regioncache.cache.entry.Loaded;
import io.regioncache.cache.load.LoadSource;
import io.regioncache.cache.load.OriginAnswer;
import io.regioncache.cache.load.OriginCalls;
import io.regioncache.cache.load.OriginVisit;
import io.regioncache.consistency.RegionContext;
import io.regioncache.store.command.WriteBatch;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one call that were not found. Each is loaded as any other key is: it joins
 * a load in flight or takes its lock, looks again, and is stored under its own lease. But
 * those of them that ask the origin do so together, in one call.
 * <p>
 * The origin is called once it is known of each key whether it will ask, does not have to
 * any more, or waits for another caller. Keys that have waited in vain ask in a further
 * call: calls that wait for each other's keys would never begin if they waited for those
 * as well.
 */
public final class LoadBatch {

	/**
	 * So many keys take their locks in one go, and the next once it is known what becomes
	 * of those.
	 */
	private static final int AT_ONCE = 128;

	private final Function<List<Integer>, CompletionStage<? extends List<?>>> loader;

	private final OriginCalls origin;

	private final BulkContext context;

	private final BatchSize size;

	private final Deque<Ready> ready = new ArrayDeque<>();

	private List<Asked> asked = new ArrayList<>();

	private int undecided;

	/**
	 * Create a batch.
	 * @param loader calls the origin for the keys at some places, and gives their values
	 * in the same order
	 */
	LoadBatch(Function<List<Integer>, CompletionStage<? extends List<?>>> loader, OriginCalls origin,
			BulkContext context, BatchSize size) {
		this.loader = loader;
		this.origin = origin;
		this.context = context;
		this.size = size;
	}

	/**
	 * Add a key, whose load begins with {@link #begin()}.
	 * @param place its place in the call
	 * @param load loads it by this source
	 * @return the value
	 */
	CompletableFuture<Loaded> add(int place, Function<LoadSource, CompletableFuture<Loaded>> load) {
		KeyLoad part = new KeyLoad(place);
		this.ready.add(new Ready(part, () -> load.apply(part).whenComplete(part::ended)));
		return part.loaded;
	}

	/**
	 * Add a key under which nothing can be stored.
	 */
	CompletableFuture<Loaded> addUncached(int place) {
		return add(place, (source) -> ((KeyLoad) source).ask(List.of(), RegionContext.LoadConstraint.ORDINARY)
			.thenApply((answer) -> new Loaded(answer.value(), null, null, null)));
	}

	/**
	 * Begin to load. To be called once, on the thread of the executor.
	 */
	void begin() {
		proceed();
	}

	/**
	 * Let the next keys go on, or call the origin if it is known of all what becomes of
	 * them.
	 */
	private void proceed() {
		List<Ready> next = new ArrayList<>();
		List<Asked> all = List.of();
		synchronized (this) {
			if (this.undecided > 0) {
				return;
			}
			while (!this.ready.isEmpty() && next.size() < AT_ONCE) {
				Ready ready = this.ready.removeFirst();
				ready.part().undecided = true;
				next.add(ready);
			}
			this.undecided = next.size();
			if (next.isEmpty()) {
				all = this.asked;
				this.asked = new ArrayList<>();
			}
		}
		if (!next.isEmpty()) {
			execute(() -> WriteBatch.gather(() -> next.forEach((ready) -> ready.step().run())));
		}
		else if (!all.isEmpty()) {
			visit(all);
		}
	}

	/**
	 * On the thread of the executor, unless that has been shut down: nobody must wait for
	 * ever.
	 */
	private void execute(Runnable task) {
		try {
			this.context.executor().execute(task);
		}
		catch (RejectedExecutionException ex) {
			task.run();
		}
	}

	private void visit(List<Asked> unordered) {
		List<Asked> all = unordered.stream().sorted(Comparator.comparingInt((asked) -> asked.part().place)).toList();
		Set<String> keys = new HashSet<>();
		List<Integer> places = new ArrayList<>(all.size());
		for (Asked asked : all) {
			places.add(asked.part().place);
			keys.addAll(asked.keys());
		}
		RegionContext.LoadConstraint why = all.stream()
			.map(Asked::why)
			.max(RegionContext.LoadConstraint::compareTo)
			.orElseThrow();
		this.origin
			.visit(new OriginVisit(keys, this.context.turn(), this.context.transaction(), this.context.executor(),
					this.context.outer(), why), () -> this.loader.apply(places))
			.whenComplete((answer, ex) -> deliver(all, 0, answer, ex));
	}

	/**
	 * Hand out the values, some at a time, which are stored in one go, and the next once
	 * those are.
	 */
	private void deliver(List<Asked> all, int from, @Nullable OriginAnswer answer, @Nullable Throwable failure) {
		if (from >= all.size()) {
			return;
		}
		int to = Math.min(all.size(), from + Math.min(AT_ONCE, this.size.keys()));
		List<Asked> chunk = all.subList(from, to);
		execute(() -> {
			WriteBatch.gather(() -> {
				for (int i = from; i < to; i++) {
					all.get(i).complete(answer, i, failure);
				}
			});
			CompletableFuture
				.allOf(chunk.stream().map((asked) -> asked.part().loaded).toArray(CompletableFuture[]::new))
				.whenComplete((done, ex) -> {
					noteSize(chunk);
					deliver(all, to, answer, failure);
				});
		});
	}

	private void noteSize(List<Asked> stored) {
		long bytes = 0;
		int count = 0;
		for (Asked each : stored) {
			CompletableFuture<Loaded> loaded = each.part().loaded;
			if (!loaded.isCompletedExceptionally() && loaded.join().encoded() != null) {
				bytes += Objects.requireNonNull(loaded.join().encoded()).length();
				count++;
			}
		}
		this.size.seen(bytes, count);
	}

	/**
	 * One key of the call.
	 */
	private final class KeyLoad implements LoadSource {

		private final int place;

		private final CompletableFuture<Loaded> loaded = new CompletableFuture<>();

		/** Guarded by the batch. */
		private boolean undecided;

		KeyLoad(int place) {
			this.place = place;
		}

		@Override
		public CompletableFuture<OriginAnswer> ask(OriginCalls origin, OriginVisit visit) {
			return ask(visit.keys(), visit.why());
		}

		private CompletableFuture<OriginAnswer> ask(Collection<String> keys, RegionContext.LoadConstraint why) {
			Asked asked = new Asked(this, keys, why, new CompletableFuture<>());
			synchronized (LoadBatch.this) {
				LoadBatch.this.asked.add(asked);
			}
			decided();
			return asked.answer();
		}

		@Override
		public void waits() {
			decided();
		}

		@Override
		public CompletableFuture<Void> resumes() {
			CompletableFuture<Void> turn = new CompletableFuture<>();
			synchronized (LoadBatch.this) {
				LoadBatch.this.ready.add(new Ready(this, () -> turn.complete(null)));
			}
			proceed();
			return turn;
		}

		@Override
		public boolean isShared() {
			return true;
		}

		private void ended(@Nullable Loaded value, @Nullable Throwable failure) {
			if (failure != null) {
				this.loaded.completeExceptionally(failure);
			}
			else {
				this.loaded.complete(value);
			}
			decided();
		}

		private void decided() {
			synchronized (LoadBatch.this) {
				if (!this.undecided) {
					return;
				}
				this.undecided = false;
				LoadBatch.this.undecided--;
			}
			proceed();
		}

	}

	/**
	 * A key that may go on.
	 */
	private record Ready(KeyLoad part, Runnable step) {
	}

	/**
	 * A key that asks the origin.
	 */
	private record Asked(KeyLoad part, Collection<String> keys, RegionContext.LoadConstraint why,
			CompletableFuture<OriginAnswer> answer) {

		void complete(@Nullable OriginAnswer all, int index, @Nullable Throwable failure) {
			if (all != null && all.value() instanceof List<?> values) {
				this.answer.complete(all.of(values.get(index)));
			}
			else {
				this.answer.completeExceptionally(Objects.requireNonNull(failure));
			}
		}

	}

}
