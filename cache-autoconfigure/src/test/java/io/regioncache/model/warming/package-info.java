/**
 * A region that is warmed from a neighbor, with every interleaving of what may happen
 * meanwhile.
 */
@NullMarked
package io.regioncache.model.warming;

import org.jspecify.annotations.NullMarked;
