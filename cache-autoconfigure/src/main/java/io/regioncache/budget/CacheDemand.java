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

	private final long budget;

	private CacheUsage usage = CacheUsage.NONE;

	private long at;

	private double bytesPerNano;

	private double removed;

	private boolean known;

	CacheDemand(long budget) {
		this.budget = budget;
	}

	/**
	 * Take a new estimate.
	 * @param now what the cache takes
	 * @param nanos the time
	 */
	void estimated(CacheUsage now, long nanos) {
		if (this.known && nanos - this.at > 0) {
			double grown = now.bytes() - this.usage.bytes() + this.removed * this.usage.entryBytes();
			this.bytesPerNano = Math.max(0, grown / (nanos - this.at));
		}
		this.usage = now;
		this.at = nanos;
		this.removed = 0;
		this.known = true;
	}

	/**
	 * Return how many entries are to be removed by now.
	 * @param nanos the time
	 * @param newKeys how many keys have come into being in the whole region since the
	 * estimate
	 */
	long due(long nanos, double newKeys) {
		if (this.usage.entryBytes() <= 0) {
			return 0;
		}
		double grown = Math.min(this.bytesPerNano * (nanos - this.at), Math.max(0, newKeys) * this.usage.entryBytes());
		double over = this.usage.bytes() + grown - AIM * this.budget;
		return (long) Math.max(0, Math.floor(over / this.usage.entryBytes() - this.removed));
	}

	void removed(long entries) {
		this.removed += entries;
	}

	/**
	 * Whether there may be something to remove within some time.
	 */
	boolean isNear(long nanos) {
		return this.usage.bytes() + this.bytesPerNano * nanos > AIM * this.budget;
	}

	/**
	 * Return which share of the entries that are looked at is to be removed: the larger,
	 * the more there is to remove.
	 */
	double share(long due) {
		double part = (this.usage.entries() > 0) ? 2 * due / this.usage.entries() : 1;
		return Math.min(0.5, Math.max(0.125, part));
	}

	CacheUsage usage() {
		return this.usage;
	}

	long budget() {
		return this.budget;
	}

}
