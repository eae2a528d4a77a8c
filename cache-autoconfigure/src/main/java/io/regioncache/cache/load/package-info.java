/**
 * Loads from the origin: single flight, locks, leases that nested loads inherit, and
 * limits on concurrency.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.cache.load;

import org.jspecify.annotations.NullMarked;
