package io.regioncache.store.history;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.region.MonotonicClock;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;

/**
 * Invalidations that Redis has not confirmed: kept and retried until it does.
 * <p>
 * Whether the server has applied one of them is unknown; to mark twice is harmless.
 */
public final class DeferredInvalidations {

	private final InvalidationSet kept = new InvalidationSet();

	private final MonotonicClock clock;

	private final AtomicBoolean empty = new AtomicBoolean(true);

	DeferredInvalidations(MonotonicClock clock) {
		this.clock = clock;
	}

	public boolean isEmpty() {
		return this.empty.get();
	}

	synchronized void add(List<Scope> scopes, InvalidationMode mode) {
		scopes.forEach((scope) -> add(new MarkerWrite(scope, mode)));
	}

	synchronized void add(MarkerWrite mark) {
		this.kept.add(mark);
		this.empty.set(false);
	}

	/**
	 * Wait until all have been applied.
	 * @param deadline until when, in nanoseconds of the clock
	 */
	synchronized void awaitEmpty(long deadline) throws InterruptedException {
		long left = deadline - this.clock.nanos();
		while (!isEmpty() && left > 0) {
			TimeUnit.NANOSECONDS.timedWait(this, left);
			left = deadline - this.clock.nanos();
		}
	}

	public synchronized Map<MarkerWrite, Long> pending() {
		return this.kept.copy();
	}

	/**
	 * Forget what has been applied, unless it was added again meanwhile: then it is
	 * retried once more.
	 */
	public synchronized void applied(Map<MarkerWrite, Long> applied) {
		this.kept.remove(applied);
		this.empty.set(this.kept.isEmpty());
		if (isEmpty()) {
			notifyAll();
		}
	}

}
