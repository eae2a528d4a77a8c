/**
 * Keys of entries as text.
 */
@NullMarked
package io.regioncache.cache.key;

import org.jspecify.annotations.NullMarked;
