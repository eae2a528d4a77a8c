package io.regioncache.replication.warming;

/**
 * How this process tries to warm one epoch.
 *
 * @param settled whether nothing is left to be done
 * @param firstAt when it tried first, in nanoseconds
 * @param nextAt when it tries next
 */
record WarmUpTries(long epoch, boolean settled, long firstAt, long nextAt) {

	boolean areDue(long now) {
		return !this.settled && now - this.nextAt >= 0;
	}

	WarmUpTries next(long at) {
		return new WarmUpTries(this.epoch, this.settled, this.firstAt, at);
	}

	/**
	 * Return the same tries, with nothing left to be done.
	 */
	WarmUpTries asSettled() {
		return new WarmUpTries(this.epoch, true, this.firstAt, this.nextAt);
	}

}
