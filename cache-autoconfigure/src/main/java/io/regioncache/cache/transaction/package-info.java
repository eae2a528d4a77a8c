/**
 * TODO
 */
@NullMarked
package io.regioncache.cache.transaction;

import org.jspecify.annotations.NullMarked;
