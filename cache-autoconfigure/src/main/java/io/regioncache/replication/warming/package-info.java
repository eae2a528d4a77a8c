/**
 * Fills a region that has no entries from those of a neighbor.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.replication.warming;

import org.jspecify.annotations.NullMarked;
