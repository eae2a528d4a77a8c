/**
 * The records of a region's log and the positions in it. Nothing here talks to Redis.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.store.log;

import org.jspecify.annotations.NullMarked;
