package io.regioncache.store.connection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;

/**
 * Invalidations that Redis has not confirmed: kept, at most one of a scope and mode, and
 * retried until it does.
 * <p>
 * Whether the server has applied one of them is unknown; to mark twice is harmless. Past
 * {@link #CAPACITY} they become one invalidation of everything.
 */
public final class DeferredInvalidations {

	public static final int CAPACITY = 10_000;

	private final Map<MarkerWrite, Long> marks = new LinkedHashMap<>();

	private long added;

	private volatile boolean empty = true;

	boolean isEmpty() {
		return this.empty;
	}

	public synchronized void add(List<Scope> scopes, InvalidationMode mode) {
		scopes.forEach((scope) -> add(new MarkerWrite(scope, mode)));
	}

	synchronized void add(MarkerWrite mark) {
		this.marks.put(mark, ++this.added);
		if (this.marks.size() > CAPACITY) {
			this.marks.clear();
			this.marks.put(new MarkerWrite(Scope.ALL, InvalidationMode.REMOVE), ++this.added);
		}
		this.empty = false;
	}

	/**
	 * Wait until all have been applied.
	 * @param deadline until when, in nanoseconds of {@link System#nanoTime()}
	 */
	synchronized void awaitEmpty(long deadline) throws InterruptedException {
		long left = deadline - System.nanoTime();
		while (!this.empty && left > 0) {
			TimeUnit.NANOSECONDS.timedWait(this, left);
			left = deadline - System.nanoTime();
		}
	}

	public synchronized Map<MarkerWrite, Long> pending() {
		return new LinkedHashMap<>(this.marks);
	}

	/**
	 * Forget what has been applied, unless it was added again meanwhile: then it is
	 * retried once more.
	 */
	synchronized void applied(Map<MarkerWrite, Long> applied) {
		applied.forEach(this.marks::remove);
		this.empty = this.marks.isEmpty();
		if (this.empty) {
			notifyAll();
		}
	}

}
