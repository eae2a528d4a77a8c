/**
 * Logs, cursors, reader heartbeats and coordination between regions, on Redis.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.replication.redis;

import org.jspecify.annotations.NullMarked;
