/**
 * Auto-configuration of replication between the regions, and of changing regions.
 */
@NullMarked
package io.regioncache.autoconfigure.replication;

import org.jspecify.annotations.NullMarked;
