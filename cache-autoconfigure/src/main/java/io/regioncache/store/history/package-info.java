/**
 * What this process knows of a region beyond one connection: the epochs, clocks and
 * heartbeats it has seen, and the invalidations that are not settled yet.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.store.history;

import org.jspecify.annotations.NullMarked;
