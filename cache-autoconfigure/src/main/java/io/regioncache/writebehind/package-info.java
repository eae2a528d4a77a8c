/**
 * Changes that are written to a database later, in batches, and lie in the region until
 * then.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.writebehind;

import org.jspecify.annotations.NullMarked;
