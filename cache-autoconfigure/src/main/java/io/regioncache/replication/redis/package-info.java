/**
 * Logs, cursors, reader heartbeats and coordination between regions, on Redis.
 */
@NullMarked
package io.regioncache.replication.redis;

import org.jspecify.annotations.NullMarked;
