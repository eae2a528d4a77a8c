/**
 * Auto-configuration of annotated methods.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.interceptor;

import org.jspecify.annotations.NullMarked;
