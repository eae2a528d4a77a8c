/**
 * Values as bytes: JSON bound to a declared type, compressed above 1 KiB.
 */
@NullMarked
package io.regioncache.cache.value;

import org.jspecify.annotations.NullMarked;
