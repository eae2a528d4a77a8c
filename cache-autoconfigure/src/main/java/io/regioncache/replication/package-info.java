/**
 * Replication between regions: reads and applies the logs of others, chooses the
 * topology, and recovers the entries of home after a fail-over.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.replication;

import org.jspecify.annotations.NullMarked;
