package io.regioncache.rollout;

/**
 * The reads that this process has counted since its start.
 *
 * @param near reads that were served from what this process keeps itself
 * @param hits reads that were served from Redis
 * @param asked reads that were not served by this process itself, hits among them
 */
public record ReadCounts(long near, long hits, long asked) {

	static final ReadCounts NONE = new ReadCounts(0, 0, 0);

	ReadCounts and(ReadCounts more) {
		return new ReadCounts(this.near + more.near, this.hits + more.hits, this.asked + more.asked);
	}

	ReadCounts since(ReadCounts before) {
		return new ReadCounts(this.near - before.near, this.hits - before.hits, this.asked - before.asked);
	}

	long all() {
		return this.near + this.asked;
	}

	long served() {
		return this.near + this.hits;
	}

}
