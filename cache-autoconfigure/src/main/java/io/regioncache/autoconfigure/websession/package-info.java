/**
 * Auto-configuration for web sessions.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.websession;

import org.jspecify.annotations.NullMarked;
