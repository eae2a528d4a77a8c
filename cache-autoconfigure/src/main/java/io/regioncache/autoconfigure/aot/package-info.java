/**
 * Auto-configuration of ahead-of-time processing.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.aot;

import org.jspecify.annotations.NullMarked;
