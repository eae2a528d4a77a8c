/**
 * Analyzers of failures at the start: what is wrong, and what to type.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.diagnostics;

import org.jspecify.annotations.NullMarked;
