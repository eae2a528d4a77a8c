/**
 * What the caches know of a transaction, and what waits for its commit.
 */
@NullMarked
package io.regioncache.cache.transaction;

import org.jspecify.annotations.NullMarked;
