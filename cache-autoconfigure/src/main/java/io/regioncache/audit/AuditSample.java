package io.regioncache.audit;

import java.util.Map;

import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;

/**
 * An invalidation, and an entry that it covers.
 *
 * @param key where the entry lies
 * @param cause the invalidation
 * @param oldest the oldest lease that a value may be served with, by the name of the
 * region: at home the clock of the invalidation itself, elsewhere one above the clock
 * before it began
 * @param history what has happened to the key since
 */
record AuditSample(EntryKey key, AuditCause cause, Map<String, Lease> oldest, KeyHistory history) {

}
