/**
 * Writes to one region: markers, entries, locks, and the intents of transactions that
 * commit.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.store.write;

import org.jspecify.annotations.NullMarked;
