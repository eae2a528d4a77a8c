/**
 * One established connection to a Redis server: sends commands, runs scripts, follows
 * markers, and turns failures into those of this library.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.store.session;

import org.jspecify.annotations.NullMarked;
