package io.regioncache.budget;

/**
 * What the entries of a cache take in a region, estimated.
 *
 * @param entries how many there are
 * @param entryBytes what one takes on average, in bytes
 */
record CacheUsage(double entries, double entryBytes) {

	static final CacheUsage NONE = new CacheUsage(0, 0);

	double bytes() {
		return this.entries * this.entryBytes;
	}

}
