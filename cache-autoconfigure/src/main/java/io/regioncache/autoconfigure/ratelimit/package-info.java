/**
 * Auto-configuration for rate limits.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.ratelimit;

import org.jspecify.annotations.NullMarked;
