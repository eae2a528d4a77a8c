/**
 * Auto-configuration of ahead-of-time processing.
 */
@NullMarked
package io.regioncache.autoconfigure.aot;

import org.jspecify.annotations.NullMarked;
