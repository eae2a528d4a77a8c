/**
 * Spring's cache abstraction in the semantics of regions: the hot path and single flight.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.cache;

import org.jspecify.annotations.NullMarked;
