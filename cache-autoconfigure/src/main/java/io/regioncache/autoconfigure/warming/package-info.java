/**
 * Auto-configuration of what warms caches.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.warming;

import org.jspecify.annotations.NullMarked;
