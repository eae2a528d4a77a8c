/**
 * Who is asking, as far as cached values differ by it.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.caller;

import org.jspecify.annotations.NullMarked;
