package io.regioncache.store;

/**
 * What a put is given when nothing has overtaken it.
 *
 * @param lease under which its value may be stored
 * @param position of its own invalidation
 */
public record Grant(Lease lease, Position position) {

}
