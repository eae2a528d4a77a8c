/**
 * Keys of entries as text.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.cache.key;

import org.jspecify.annotations.NullMarked;
