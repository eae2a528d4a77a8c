/**
 * How the regions are, measured and judged, and what is wrong with their servers.
 */
@NullMarked
package io.regioncache.health;

import org.jspecify.annotations.NullMarked;
