/**
 * Spring's cache abstraction in the semantics of regions: the hot path, single flight,
 * and values.
 */
@NullMarked
package io.regioncache.cache;

import org.jspecify.annotations.NullMarked;
