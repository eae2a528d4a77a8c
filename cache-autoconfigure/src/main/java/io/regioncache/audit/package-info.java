/**
 * The auditor: checks some time after an invalidation, as a client would, whether a
 * region still serves an older value.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.audit;

import org.jspecify.annotations.NullMarked;
