/**
 * Logs, cursors, reader heartbeats and coordination between regions, on Redis.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.replication.redis;

import org.jspecify.annotations.NullMarked;
