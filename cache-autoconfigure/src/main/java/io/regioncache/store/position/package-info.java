/**
 * What a region has applied of each region's log, and what this process has observed of
 * it.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.store.position;

import org.jspecify.annotations.NullMarked;
