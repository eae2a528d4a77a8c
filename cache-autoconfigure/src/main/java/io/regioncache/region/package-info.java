/**
 * Which regions exist, which one is home, and how to reach each.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.region;

import org.jspecify.annotations.NullMarked;
