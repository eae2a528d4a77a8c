/**
 * Looks at a sample of invalidations again, as a client would.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.audit;

import org.jspecify.annotations.NullMarked;
