/**
 * Redis clients made from settings: one for each use of a region's Redis.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.client;

import org.jspecify.annotations.NullMarked;
