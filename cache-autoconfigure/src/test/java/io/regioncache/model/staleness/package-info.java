/**
 * Reads that must not return anything older than a bound, as a model: when a region is
 * level with the others, and what a read may be answered from.
 */
@NullMarked
package io.regioncache.model.staleness;

import org.jspecify.annotations.NullMarked;
