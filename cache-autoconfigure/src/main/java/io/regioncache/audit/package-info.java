/**
 * Looks at a sample of invalidations again, as a client would.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.audit;

import org.jspecify.annotations.NullMarked;
