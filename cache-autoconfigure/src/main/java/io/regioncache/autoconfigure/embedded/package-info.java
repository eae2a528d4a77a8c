/**
 * Auto-configuration of embedded Redis servers for development and tests.
 */
@NullMarked
package io.regioncache.autoconfigure.embedded;

import org.jspecify.annotations.NullMarked;
