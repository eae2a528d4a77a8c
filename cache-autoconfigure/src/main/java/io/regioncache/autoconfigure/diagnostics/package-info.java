/**
 * Analyzers of failures at the start: what is wrong, and what to type.
 */
@NullMarked
package io.regioncache.autoconfigure.diagnostics;

import org.jspecify.annotations.NullMarked;
