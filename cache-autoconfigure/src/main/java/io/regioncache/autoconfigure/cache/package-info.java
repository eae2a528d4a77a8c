/**
 * Auto-configuration of the cache manager of the home region.
 */
@NullMarked
package io.regioncache.autoconfigure.cache;

import org.jspecify.annotations.NullMarked;
