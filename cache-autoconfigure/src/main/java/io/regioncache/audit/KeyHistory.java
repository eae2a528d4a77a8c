package io.regioncache.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What has happened to one key around an invalidation, in sentences without the key.
 */
final class KeyHistory {

	private static final int MOST = 32;

	private final long origin;

	private final List<String> lines = new ArrayList<>();

	/**
	 * Create an empty history.
	 * @param origin when the invalidation was applied, in nanoseconds
	 */
	KeyHistory(long origin) {
		this.origin = origin;
	}

	synchronized void add(long nanos, String line) {
		if (this.lines.size() < MOST) {
			this.lines.add(String.format(Locale.ROOT, "%+.1f s: %s", (nanos - this.origin) / 1e9, line));
		}
	}

	synchronized List<String> lines() {
		return List.copyOf(this.lines);
	}

}
