package io.regioncache.budget;

/**
 * How many entries of one cache are to be removed, and how fast.
 * <p>
 * Between two estimates the cache is taken to grow as it did before, but by no more than
 * what all keys of the region together have grown: that is known at each step. So what
 * floods in is removed as fast as it comes, and nothing is removed for a flood that has
 * ended.
 */
final class CacheDemand {

	/**
	 * Where a cache is kept, as a share of its budget.
	 */
	static final double AIM = 0.985;

	/**
	 * The least share of the budget that is worth a page: to read one costs the same for
	 * any number of entries that are removed of it.
	 */
	private static final double LEAST = 0.002;

	/**
	 * Of how many entries one is removed at least: as Redis samples five when it evicts.
	 */
	private static final double FEWEST = 0.2;

	/**
	 * How fast the share grows with what is due: a sixteenth of a cache calls for half of
	 * each page, or a flood would stay ahead by more.
	 */
	private static final double STEEP = 8;

	/**
	 * Which share of a page is removed at most, unless the cache grows fast.
	 */
	private static final double MOST = 0.5;

	/**
	 * Which share of a page is removed at most.
	 */
	private static final double MOST_OF_A_FLOOD = 0.75;

	/**
	 * The weights of an alpha-beta filter (Benedict and Bordner): how much the error of a
	 * prediction corrects the size of the cache, and how much it corrects its growth. An
	 * estimate errs by 1.35 %, and entries that are removed by mistake do not come back.
	 */
	private static final double LEVEL = 0.5;

	private static final double GROWTH = LEVEL * LEVEL / (2 - LEVEL);

	/**
	 * An estimate that misses the prediction by more than this share of the budget is
	 * taken as it is: the cache has changed.
	 */
	private static final double CHANGE = 0.05;

	/**
	 * How many keys a server looks at for one page at most: more would make reads wait.
	 */
	private static final int LARGEST = 1000;

	private final long budget;

	private Estimated last = new Estimated(CacheUsage.NONE, 0, 0, 0, false);

	private double removed;

	CacheDemand(long budget) {
		this.budget = budget;
	}

	/**
	 * Take a new estimate.
	 * @param now what the cache takes
	 * @param nanos the time
	 */
	void estimated(CacheUsage now, long nanos) {
		long during = nanos - this.last.at;
		this.last = (this.last.known && during > 0) ? next(now, nanos, during)
				: new Estimated(now, nanos, this.last.grown, this.last.during, true);
		this.removed = 0;
	}

	private Estimated next(CacheUsage now, long nanos, long during) {
		double kept = usage().bytes() - this.removed * usage().entryBytes();
		double expected = this.last.bytesPerNano() * during;
		double error = now.bytes() - kept - expected;
		if (now.entryBytes() <= 0 || Math.abs(error) > CHANGE * this.budget) {
			return new Estimated(now, nanos, now.bytes() - kept, during, true);
		}
		double bytes = Math.max(0, kept + expected + LEVEL * error);
		return new Estimated(new CacheUsage(bytes / now.entryBytes(), now.entryBytes()), nanos,
				expected + GROWTH * error, during, true);
	}

	/**
	 * Return how many entries are to be removed by now.
	 * @param nanos the time
	 * @param newKeys how many keys have come into being in the whole region since the
	 * estimate
	 */
	long due(long nanos, double newKeys) {
		if (usage().entryBytes() <= 0) {
			return 0;
		}
		double grown = Math.min(Math.max(0, this.last.bytesPerNano()) * (nanos - this.last.at),
				Math.max(0, newKeys) * usage().entryBytes());
		double over = usage().bytes() + grown - AIM * this.budget;
		double due = Math.floor(over / usage().entryBytes() - this.removed);
		return (due * usage().entryBytes() < LEAST * this.budget) ? 0 : (long) due;
	}

	void removed(long entries) {
		this.removed += entries;
	}

	/**
	 * Whether there may be something to remove within some time.
	 */
	boolean isNear(long nanos) {
		return usage().bytes() + this.last.bytesPerNano() * nanos > AIM * this.budget;
	}

	/**
	 * Return which share of the entries that are looked at is to be removed: the larger,
	 * the more there is to remove, and the faster the cache grows. Where all of it is
	 * replaced within seconds, few are worth to be kept, and to look at each costs as
	 * much as to remove it.
	 */
	double share(long due) {
		double part = (usage().entries() > 0) ? STEEP * due / usage().entries() : 1;
		double growth = (usage().bytes() > 0) ? 1.5 * this.last.grown / usage().bytes() : 0;
		return Math.max(Math.min(MOST, Math.max(FEWEST, part)), Math.min(MOST_OF_A_FLOOD, growth));
	}

	/**
	 * Return how many keys the server is to look at for a page of this cache.
	 * @param keys how many keys there are in the whole region
	 */
	int page(long keys) {
		double found = Math.max(1, usage().entries());
		return (int) Math.min(LARGEST, Math.max(SpaceEstimator.PAGE, SpaceEstimator.PAGE * keys / found));
	}

	CacheUsage usage() {
		return this.last.usage;
	}

	long budget() {
		return this.budget;
	}

	/**
	 * What was estimated.
	 *
	 * @param usage what the cache took
	 * @param at when
	 * @param grown by how many bytes it had grown since the estimate before, as far as
	 * estimates tell: less than nothing where entries expire
	 * @param during how long that had taken
	 * @param known whether there was an estimate at all
	 */
	private record Estimated(CacheUsage usage, long at, double grown, long during, boolean known) {

		double bytesPerNano() {
			return (this.during > 0) ? this.grown / this.during : 0;
		}

	}

}
