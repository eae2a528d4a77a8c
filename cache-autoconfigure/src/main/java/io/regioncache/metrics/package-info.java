/**
 * What operators see of the caches, as meters.
 */
@NullMarked
package io.regioncache.metrics;

import org.jspecify.annotations.NullMarked;
