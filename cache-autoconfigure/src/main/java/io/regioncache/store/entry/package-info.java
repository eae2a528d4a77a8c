/**
 * What lies in Redis for one entry: its key, its envelope, the scopes that cover it, and
 * the rule that judges it. Nothing here talks to Redis.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.store.entry;

import org.jspecify.annotations.NullMarked;
