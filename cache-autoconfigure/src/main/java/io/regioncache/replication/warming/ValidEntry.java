package io.regioncache.replication.warming;

import java.util.List;

import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Scope;

/**
 * An entry that is fresh by the markers of the region that has it.
 *
 * @param candidate where it lies
 * @param rule how it is copied
 * @param entry the entry, under a lease of that region
 * @param ttlMillis how long it was kept when it was asked for, in milliseconds
 * @param askedAt when that was, in nanoseconds of the monotonic clock
 */
record ValidEntry(Candidate candidate, CopyRule rule, Envelope entry, long ttlMillis, long askedAt) {

	/**
	 * Every scope that covers it: first those that do whatever its tags are.
	 */
	List<Scope> covering() {
		return this.rule.covering(this.entry);
	}

}
