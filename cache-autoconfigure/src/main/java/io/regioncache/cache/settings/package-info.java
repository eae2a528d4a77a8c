/**
 * The settings of one cache.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.cache.settings;

import org.jspecify.annotations.NullMarked;
