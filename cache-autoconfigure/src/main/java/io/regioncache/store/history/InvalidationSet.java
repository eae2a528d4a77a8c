package io.regioncache.store.history;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;

/**
 * Invalidations, each of which is held once. Past {@link #CAPACITY} they become one
 * invalidation of everything.
 */
final class InvalidationSet {

	static final int CAPACITY = 10_000;

	private final Map<MarkerWrite, Long> marks = new LinkedHashMap<>();

	private final AtomicLong added = new AtomicLong();

	void add(MarkerWrite mark) {
		this.marks.put(mark, this.added.incrementAndGet());
		if (this.marks.size() > CAPACITY) {
			this.marks.clear();
			this.marks.put(new MarkerWrite(Scope.ALL, InvalidationMode.REMOVE), this.added.incrementAndGet());
		}
	}

	/**
	 * Return what it holds, each with a number that tells whether it was added again
	 * since.
	 */
	Map<MarkerWrite, Long> copy() {
		return new LinkedHashMap<>(this.marks);
	}

	/**
	 * Remove what was copied, unless it was added again since.
	 */
	void remove(Map<MarkerWrite, Long> copied) {
		copied.forEach(this.marks::remove);
	}

	void clear() {
		this.marks.clear();
	}

	boolean isEmpty() {
		return this.marks.isEmpty();
	}

}
