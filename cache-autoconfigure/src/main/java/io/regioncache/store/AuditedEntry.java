package io.regioncache.store;

import io.regioncache.store.session.InspectedEntry;

/**
 * What a region has of an entry some time after an invalidation.
 *
 * @param applied whether the region had applied the invalidation before it was asked for
 * the entry
 * @param entry the entry, and the markers that cover it
 */
public record AuditedEntry(boolean applied, InspectedEntry entry) {

}
