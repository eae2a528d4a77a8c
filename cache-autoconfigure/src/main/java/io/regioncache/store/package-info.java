/**
 * The bytes of one region: key layout, envelope, scripts, leases, markers and locks.
 */
@NullMarked
package io.regioncache.store;

import org.jspecify.annotations.NullMarked;
