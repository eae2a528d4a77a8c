/**
 * Rate limits: token buckets in the Redis of a region, counted by its clock.
 */
@NullMarked
package io.regioncache.ratelimit;

import org.jspecify.annotations.NullMarked;
