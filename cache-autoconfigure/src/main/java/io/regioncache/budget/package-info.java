/**
 * Keeps the caches of a region within their memory budgets.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.budget;

import org.jspecify.annotations.NullMarked;
