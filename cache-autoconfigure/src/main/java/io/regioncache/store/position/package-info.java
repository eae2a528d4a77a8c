/**
 * TODO
 */
@NullMarked
package io.regioncache.store.position;

import org.jspecify.annotations.NullMarked;
