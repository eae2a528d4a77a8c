/**
 * Auto-configuration of meters.
 */
@NullMarked
package io.regioncache.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
