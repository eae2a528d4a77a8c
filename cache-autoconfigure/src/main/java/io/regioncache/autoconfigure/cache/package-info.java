/**
 * Auto-configuration of the cache manager of the home region.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.autoconfigure.cache;

import org.jspecify.annotations.NullMarked;
