package io.regioncache.store.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * What this process has invalidated in a region, from before it is sent until each of the
 * regions that read there has read it. If the server is replaced before, by one that may
 * lack it, it is sent again.
 * <p>
 * Past {@value #CAPACITY} scopes, what the server has applied becomes one invalidation of
 * everything.
 */
public final class KeptInvalidations {

	static final int CAPACITY = 10_000;

	private final Set<Kept> kept = new LinkedHashSet<>();

	private final AtomicInteger scopes = new AtomicInteger();

	/**
	 * Keep what is about to be sent.
	 * @param marks what is to be invalidated
	 * @return what is to be told what becomes of it
	 */
	public synchronized Kept keep(Collection<MarkerWrite> marks) {
		Kept kept = new Kept(List.copyOf(marks));
		add(kept);
		return kept;
	}

	/**
	 * Note where the server has put it.
	 * @param sequence in the log of the region
	 */
	public synchronized void placed(Kept kept, long epoch, long sequence) {
		kept.at.set(new Position(epoch, sequence));
		if (this.scopes.get() > CAPACITY) {
			joinPlaced();
		}
	}

	/**
	 * Keep no longer what the server has not applied, or need not apply.
	 */
	public synchronized void drop(Kept kept) {
		if (this.kept.remove(kept)) {
			this.scopes.addAndGet(-kept.marks.size());
		}
	}

	/**
	 * Note how far all other regions have read.
	 * @param epoch the epoch of the log
	 * @param sequence the last that each has read
	 */
	synchronized void readBy(long epoch, long sequence) {
		List.copyOf(this.kept).stream().filter((each) -> each.isUpTo(epoch, sequence)).forEach(this::drop);
	}

	/**
	 * Hand over all of it, also what no answer has come for.
	 */
	synchronized void moveTo(DeferredInvalidations deferred) {
		this.kept.forEach((each) -> each.marks.forEach(deferred::add));
		this.kept.clear();
		this.scopes.set(0);
	}

	/**
	 * Return how many scopes are kept.
	 */
	public int scopes() {
		return this.scopes.get();
	}

	synchronized boolean isEmpty() {
		return this.kept.isEmpty();
	}

	private void joinPlaced() {
		List<Kept> placed = new ArrayList<>(this.kept.stream().filter(Kept::isPlaced).toList());
		if (placed.isEmpty()) {
			return;
		}
		placed.forEach(this::drop);
		Kept all = new Kept(List.of(new MarkerWrite(Scope.ALL, InvalidationMode.REMOVE)));
		// All of one epoch: those of a former one were handed over
		placed.stream()
			.map((each) -> Objects.requireNonNull(each.at.get()))
			.max(Comparator.comparingLong(Position::sequence))
			.ifPresent(all.at::set);
		add(all);
	}

	private void add(Kept kept) {
		this.kept.add(kept);
		this.scopes.addAndGet(kept.marks.size());
	}

	/**
	 * What is kept of one call.
	 */
	public static final class Kept {

		private final List<MarkerWrite> marks;

		private final AtomicReference<@Nullable Position> at = new AtomicReference<>();

		private Kept(List<MarkerWrite> marks) {
			this.marks = marks;
		}

		private boolean isUpTo(long epoch, long sequence) {
			Position at = this.at.get();
			return at != null && at.epoch() == epoch && at.sequence() <= sequence;
		}

		private boolean isPlaced() {
			return this.at.get() != null;
		}

	}

}
