/**
 * From an annotated method call to an immutable operation on a cache.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.interceptor;

import org.jspecify.annotations.NullMarked;
