/**
 * Regions for development: real Redis servers on this machine.
 */
@NullMarked
package io.regioncache.embedded;

import org.jspecify.annotations.NullMarked;
