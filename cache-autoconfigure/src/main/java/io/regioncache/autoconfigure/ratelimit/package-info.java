/**
 * Auto-configuration for rate limits.
 */
@NullMarked
package io.regioncache.autoconfigure.ratelimit;

import org.jspecify.annotations.NullMarked;
