package io.regioncache.store.history;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The ids under which this process was, or may have been, registered as a writer. Not
 * thread-safe.
 */
final class FormerIds {

	/**
	 * How many ids are replaced at most: a region may know any of them as the last, if
	 * servers fall back in turn.
	 */
	private static final int MAX = 32;

	private final Deque<String> ids = new ArrayDeque<>();

	void add(String id) {
		this.ids.addLast(id);
		if (this.ids.size() > MAX) {
			this.ids.removeFirst();
		}
	}

	void remove(String id) {
		this.ids.remove(id);
	}

	List<String> all() {
		return List.copyOf(this.ids);
	}

}
