/**
 * The protocol by which other regions keep their entries when a region's server is
 * replaced by one that may lack the end of its data.
 */
@NullMarked
package io.regioncache.model.redrive;

import org.jspecify.annotations.NullMarked;
