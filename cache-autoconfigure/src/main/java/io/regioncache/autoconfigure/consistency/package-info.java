/**
 * Auto-configuration of consistency tokens.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.consistency;

import org.jspecify.annotations.NullMarked;
