package io.regioncache.cache.bulk;

import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.LookupCoalescer;
import io.regioncache.cache.read.Reads;
import io.regioncache.store.RegionStore;
import io.regioncache.store.lookup.EntryQuery;

/**
 * What lookups of many entries of one cache share.
 *
 * @param store the regions
 * @param entries judges what was found
 * @param lookups looks up entries
 * @param reads reads single entries
 * @param size how many entries are asked for in one round trip
 */
record BulkParts(RegionStore store, Entries entries, LookupCoalescer lookups, Reads reads, BatchSize size) {

	EntryQuery query(Wanted wanted) {
		return new EntryQuery(wanted.key(), this.entries.expectedTags(wanted.key(), wanted.request()));
	}

}
