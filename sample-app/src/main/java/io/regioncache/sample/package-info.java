/**
 * A small shop that runs in three regions at once.
 */
@NullMarked
package io.regioncache.sample;

import org.jspecify.annotations.NullMarked;
