package io.regioncache.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What has last happened to one key, to explain a {@link Violation}.
 */
final class Trail {

	private static final int LENGTH = 20;

	private static final long START = System.nanoTime();

	private final Deque<String> events = new ArrayDeque<>();

	synchronized void add(String event) {
		if (this.events.size() == LENGTH) {
			this.events.remove();
		}
		this.events.add("%.3f s %s".formatted((System.nanoTime() - START) / 1e9, event));
	}

	synchronized List<String> events() {
		return List.copyOf(this.events);
	}

}
