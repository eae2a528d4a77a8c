/**
 * From an annotated method call to an immutable operation on a cache.
 */
@NullMarked
package io.regioncache.interceptor;

import org.jspecify.annotations.NullMarked;
