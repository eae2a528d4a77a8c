/**
 * What operators see of the caches, as meters.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.metrics;

import org.jspecify.annotations.NullMarked;
