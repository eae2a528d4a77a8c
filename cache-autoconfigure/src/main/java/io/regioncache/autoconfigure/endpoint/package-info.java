/**
 * Where the Redis of each region is, as properties or connection details say.
 * <p>
 * Public API: the types marked {@code PublicApi}, and no others.
 */
@NullMarked
package io.regioncache.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
