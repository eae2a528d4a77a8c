/**
 * How the regions are, measured and judged, and what is wrong with their servers.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.health;

import org.jspecify.annotations.NullMarked;
