/**
 * The properties of this library, and what is wrong with those that are set.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.properties;

import org.jspecify.annotations.NullMarked;
