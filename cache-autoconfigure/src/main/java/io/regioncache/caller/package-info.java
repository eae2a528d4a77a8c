/**
 * Who is asking, as far as cached values differ by it.
 */
@NullMarked
package io.regioncache.caller;

import org.jspecify.annotations.NullMarked;
