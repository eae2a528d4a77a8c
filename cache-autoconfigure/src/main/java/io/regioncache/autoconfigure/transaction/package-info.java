/**
 * Auto-configuration of caches that are used in transactions.
 */
@NullMarked
package io.regioncache.autoconfigure.transaction;

import org.jspecify.annotations.NullMarked;
