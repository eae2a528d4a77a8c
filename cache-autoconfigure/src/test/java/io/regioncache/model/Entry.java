package io.regioncache.model;

import io.regioncache.store.entry.Lease;

/**
 * A stored value.
 *
 * @param lease the lease it was loaded under
 * @param version the version of the database it was made of
 */
record Entry(Lease lease, int version) {

}
