/**
 * Auto-configuration of annotated methods.
 */
@NullMarked
package io.regioncache.autoconfigure.interceptor;

import org.jspecify.annotations.NullMarked;
