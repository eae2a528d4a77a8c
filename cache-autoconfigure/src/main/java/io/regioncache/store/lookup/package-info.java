/**
 * TODO
 */
@NullMarked
package io.regioncache.store.lookup;

import org.jspecify.annotations.NullMarked;
