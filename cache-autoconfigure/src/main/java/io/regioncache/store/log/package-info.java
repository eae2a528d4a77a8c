/**
 * The records of a region's log and the positions in it. Nothing here talks to Redis.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.store.log;

import org.jspecify.annotations.NullMarked;
