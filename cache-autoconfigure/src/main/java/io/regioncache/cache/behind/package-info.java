/**
 * What a cache does whose changes are written later.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.cache.behind;

import org.jspecify.annotations.NullMarked;
