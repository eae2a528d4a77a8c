/**
 * Logs, cursors, pulling, applying, topology.
 */
@NullMarked
package io.regioncache.replication;

import org.jspecify.annotations.NullMarked;
