/**
 * Auto-configuration of the memory budgets of caches.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.budget;

import org.jspecify.annotations.NullMarked;
