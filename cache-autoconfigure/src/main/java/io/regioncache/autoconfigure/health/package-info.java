/**
 * Auto-configuration of the health of the regions.
 */
@NullMarked
package io.regioncache.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
