package io.regioncache.store.write;

import io.regioncache.store.entry.ChangeKeys;

/**
 * A change that a put appends for a database.
 *
 * @param keys where changes of its cache lie
 * @param bytes the change
 * @param capacity how many keys may have a change, -1 to append nothing
 * @param past a sequence that its own must be past
 */
public record PutChange(ChangeKeys keys, byte[] bytes, int capacity, long past) {

}
