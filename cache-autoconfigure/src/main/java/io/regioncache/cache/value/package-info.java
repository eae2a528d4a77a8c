/**
 * Values as bytes: JSON bound to a declared type, compressed above 1 KiB.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.cache.value;

import org.jspecify.annotations.NullMarked;
