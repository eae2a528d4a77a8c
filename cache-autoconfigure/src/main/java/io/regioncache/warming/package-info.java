/**
 * Fills caches before they are needed, once for each region and deployment.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.warming;

import org.jspecify.annotations.NullMarked;
