/**
 * Write-behind: changes that wait in the region and are written to a database later, in
 * batches. {@code cache.put.BehindPuts} appends them.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.writebehind;

import org.jspecify.annotations.NullMarked;
