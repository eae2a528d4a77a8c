package io.regioncache.replication.warming;

import java.util.ArrayList;
import java.util.List;

/**
 * Looks through the entries of a neighbor: which are used most, and whether it is worth
 * copying them.
 */
final class Survey {

	/**
	 * How many entries tell how much of them lies at home already.
	 */
	private static final int SAMPLE = 1000;

	/**
	 * How many of them are read, to find whether they are fresh at the neighbor.
	 */
	private static final int READ = 100;

	/**
	 * A tenth of the sample decides.
	 */
	private static final int SHARE = 10;

	private final EntryPages pages;

	private final Neighbor neighbor;

	private final EntryCopier copier;

	private final Waiting waiting;

	Survey(EntryPages pages, Neighbor neighbor, EntryCopier copier, Waiting waiting) {
		this.pages = pages;
		this.neighbor = neighbor;
		this.copier = copier;
		this.waiting = waiting;
	}

	/**
	 * Look at all entries.
	 * @param begun whether the region has been found to be empty before
	 * @param most how many entries are remembered
	 */
	Result run(boolean begun, int most) throws Exception {
		HottestEntries hottest = new HottestEntries(most);
		List<Candidate> sample = new ArrayList<>();
		Verdict verdict = null;
		while (this.pages.hasNext()) {
			List<Candidate> page = this.pages.next();
			page.forEach(hottest::add);
			if (verdict == null) {
				sample.addAll(page);
				verdict = (sample.size() >= SAMPLE || !this.pages.hasNext()) ? judge(sample, begun) : null;
			}
			if (verdict != null && verdict != Verdict.COPY) {
				return new Result(verdict, hottest);
			}
		}
		return new Result((hottest.size() > 0) ? Verdict.COPY : Verdict.NEIGHBOR_IS_COLD, hottest);
	}

	private Verdict judge(List<Candidate> sample, boolean begun) throws Exception {
		if (sample.isEmpty()) {
			return Verdict.NEIGHBOR_IS_COLD;
		}
		if (!begun && homeHas(sample)) {
			return Verdict.HOME_IS_WARM;
		}
		List<Candidate> read = sample.subList(0, Math.min(READ, sample.size()));
		int fresh = this.waiting.of(this.neighbor.read(read)).size();
		return (fresh * SHARE >= read.size()) ? Verdict.COPY : Verdict.NEIGHBOR_IS_COLD;
	}

	private boolean homeHas(List<Candidate> sample) throws Exception {
		int there = sample.size() - this.waiting.of(this.copier.missing(sample)).size();
		return there * SHARE >= sample.size();
	}

	/**
	 * Whether to copy.
	 */
	enum Verdict {

		/** Home lacks most of what the neighbor has. */
		COPY,

		/** Home has a tenth of it or more. */
		HOME_IS_WARM,

		/** The neighbor has no entries, or most are dead. */
		NEIGHBOR_IS_COLD

	}

	/**
	 * What was found.
	 *
	 * @param verdict whether to copy
	 * @param hottest the entries used most
	 */
	record Result(Verdict verdict, HottestEntries hottest) {

	}

}
