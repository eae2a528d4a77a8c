/**
 * The connection to the Redis of one region: sessions, heartbeats, the circuit breaker,
 * and the scripts. The only room, with those that build on it, that knows the client's
 * commands.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.store.connection;

import org.jspecify.annotations.NullMarked;
