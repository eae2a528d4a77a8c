/**
 * Invalidations as caches and callers order them.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.cache.invalidation;

import org.jspecify.annotations.NullMarked;
