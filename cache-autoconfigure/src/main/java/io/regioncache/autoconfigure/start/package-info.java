/**
 * What an operator is told at the start, in one line.
 */
@NullMarked
package io.regioncache.autoconfigure.start;

import org.jspecify.annotations.NullMarked;
