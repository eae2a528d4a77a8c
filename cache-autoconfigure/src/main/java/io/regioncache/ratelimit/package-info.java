/**
 * Rate limits: token buckets in the Redis of a region, counted by its clock.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.ratelimit;

import org.jspecify.annotations.NullMarked;
