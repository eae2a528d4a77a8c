package io.regioncache.store.write;

import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.Position;

/**
 * What a put is given when nothing has overtaken it.
 *
 * @param lease under which its value may be stored
 * @param position of its own invalidation
 */
public record PutGrant(Lease lease, Position position) {

}
