/**
 * Values that callers write instead of loading them.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.cache.put;

import org.jspecify.annotations.NullMarked;
