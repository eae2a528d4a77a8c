/**
 * The properties of this library, and what is wrong with those that are set.
 */
@NullMarked
package io.regioncache.autoconfigure.properties;

import org.jspecify.annotations.NullMarked;
