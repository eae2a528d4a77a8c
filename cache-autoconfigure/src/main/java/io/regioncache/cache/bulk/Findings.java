package io.regioncache.cache.bulk;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import io.regioncache.cache.entry.Found;

/**
 * What was found for one call so far. What nobody looks for is a bypass.
 */
final class Findings {

	private final List<Wanted> wanted;

	private final Executor executor;

	private final Found[] found;

	/**
	 * Create findings.
	 * @param wanted the entries that the caller wants
	 * @param executor where values are decoded
	 */
	Findings(List<Wanted> wanted, Executor executor) {
		this.wanted = wanted;
		this.executor = executor;
		this.found = new Found[wanted.size()];
		Arrays.fill(this.found, Found.BYPASS);
	}

	Executor executor() {
		return this.executor;
	}

	List<Wanted> wanted() {
		return this.wanted;
	}

	Wanted wanted(int index) {
		return this.wanted.get(index);
	}

	Stream<Found> found() {
		return Arrays.stream(this.found);
	}

	Found found(int index) {
		return this.found[index];
	}

	void found(int index, Found found) {
		this.found[index] = found;
	}

}
