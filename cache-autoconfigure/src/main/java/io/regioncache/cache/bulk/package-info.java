/**
 * Reads of many keys: one round trip, one load for those that are missing.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.cache.bulk;

import org.jspecify.annotations.NullMarked;
