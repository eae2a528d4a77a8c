/**
 * The bytes of one region: key layout, envelope, scripts, leases, markers and locks.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.store;

import org.jspecify.annotations.NullMarked;
