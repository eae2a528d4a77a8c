/**
 * Entries that a process keeps itself, judged by the markers that it follows.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.cache.near;

import org.jspecify.annotations.NullMarked;
