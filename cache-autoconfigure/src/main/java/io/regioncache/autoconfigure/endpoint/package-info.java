/**
 * Where the Redis of each region is, as properties or connection details say.
 */
@NullMarked
package io.regioncache.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
