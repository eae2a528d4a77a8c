/**
 * Regions of real servers under a schedule of faults.
 */
@NullMarked
package io.regioncache.chaos;

import org.jspecify.annotations.NullMarked;
