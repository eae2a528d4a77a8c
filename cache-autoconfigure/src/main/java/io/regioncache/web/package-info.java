/**
 * Consistency tokens in cookies and headers of HTTP.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.web;

import org.jspecify.annotations.NullMarked;
