/**
 * The entries of one cache: what was found under a key, whether it still counts, how it
 * is encoded and written.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.cache.entry;

import org.jspecify.annotations.NullMarked;
