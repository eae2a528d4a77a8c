/**
 * What a caller has written and seen, and so how fresh its reads must be.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.consistency;

import org.jspecify.annotations.NullMarked;
