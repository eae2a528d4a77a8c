package io.regioncache.store.entry;

/**
 * Where the value of an entry comes from.
 *
 * @param loadMillis how long its load took, in milliseconds
 * @param origin a hash of the name of the region that loaded it
 */
public record EntrySource(int loadMillis, int origin) {

}
