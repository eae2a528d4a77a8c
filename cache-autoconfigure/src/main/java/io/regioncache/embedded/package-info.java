/**
 * Regions for development: real Redis servers on this machine.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.embedded;

import org.jspecify.annotations.NullMarked;
