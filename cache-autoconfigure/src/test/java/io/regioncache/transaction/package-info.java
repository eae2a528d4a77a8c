/**
 * What caches do in real transactions.
 */
@NullMarked
package io.regioncache.transaction;

import org.jspecify.annotations.NullMarked;
