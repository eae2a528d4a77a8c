/**
 * What a caller has written and seen, and so how fresh its reads must be.
 */
@NullMarked
package io.regioncache.consistency;

import org.jspecify.annotations.NullMarked;
