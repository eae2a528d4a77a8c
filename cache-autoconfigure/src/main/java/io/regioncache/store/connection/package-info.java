/**
 * TODO
 */
@NullMarked
package io.regioncache.store.connection;

import org.jspecify.annotations.NullMarked;
