package io.regioncache.replication.warming;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Those of many candidates that are used most, as many as fit a bound.
 */
final class HottestEntries {

	private static final Comparator<Candidate> COLDEST_FIRST = Comparator.comparingLong(Candidate::idle).reversed();

	private final int most;

	private final PriorityQueue<Candidate> kept = new PriorityQueue<>(COLDEST_FIRST);

	private final AtomicBoolean dropped = new AtomicBoolean();

	HottestEntries(int most) {
		this.most = most;
	}

	void add(Candidate candidate) {
		this.kept.add(candidate);
		if (this.kept.size() > this.most) {
			this.kept.remove();
			this.dropped.set(true);
		}
	}

	/**
	 * Whether there were more than are kept.
	 */
	boolean areCut() {
		return this.dropped.get();
	}

	int size() {
		return this.kept.size();
	}

	/**
	 * Return them, the most used first.
	 */
	List<Candidate> inOrder() {
		List<Candidate> all = new ArrayList<>(this.kept);
		all.sort(COLDEST_FIRST.reversed());
		return all;
	}

}
