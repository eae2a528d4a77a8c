/**
 * The pending changes of a write-behind cache: how it encodes them, and answers reads
 * from them. Its puts are in {@code cache.put}.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.cache.behind;

import org.jspecify.annotations.NullMarked;
