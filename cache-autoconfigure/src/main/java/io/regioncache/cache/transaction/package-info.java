/**
 * What the caches know of a transaction, and what waits for its commit.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.cache.transaction;

import org.jspecify.annotations.NullMarked;
