/**
 * Auto-configuration of caches that are used in transactions.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.transaction;

import org.jspecify.annotations.NullMarked;
