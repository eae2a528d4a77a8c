/**
 * Spring's cache abstraction in the semantics of regions: the hot path and single flight.
 */
@NullMarked
package io.regioncache.cache;

import org.jspecify.annotations.NullMarked;
