/**
 * What the lifecycles of all features share.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.lifecycle;

import org.jspecify.annotations.NullMarked;
