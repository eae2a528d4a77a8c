/**
 * Auto-configuration for changes that are written to a database later.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.writebehind;

import org.jspecify.annotations.NullMarked;
