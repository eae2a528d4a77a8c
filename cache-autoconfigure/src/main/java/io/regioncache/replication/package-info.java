/**
 * Logs, cursors, pulling, applying, topology.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.replication;

import org.jspecify.annotations.NullMarked;
