/**
 * Auto-configuration of meters.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
