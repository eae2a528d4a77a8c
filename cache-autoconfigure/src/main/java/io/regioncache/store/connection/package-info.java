/**
 * The way to the Redis of one region: attaches and replaces sessions, watches the
 * address, backs off, and cuts off a server that does not answer.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.store.connection;

import org.jspecify.annotations.NullMarked;
