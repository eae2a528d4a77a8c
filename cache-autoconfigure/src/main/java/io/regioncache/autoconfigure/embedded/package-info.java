/**
 * Auto-configuration of embedded Redis servers for development and tests.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.embedded;

import org.jspecify.annotations.NullMarked;
