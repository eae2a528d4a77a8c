/**
 * Auto-configuration of replication between the regions, and of changing regions.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.replication;

import org.jspecify.annotations.NullMarked;
