/**
 * What an operator is told at the start, in one line.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.start;

import org.jspecify.annotations.NullMarked;
