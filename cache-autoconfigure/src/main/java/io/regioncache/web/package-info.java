/**
 * Consistency tokens in cookies and headers of HTTP.
 */
@NullMarked
package io.regioncache.web;

import org.jspecify.annotations.NullMarked;
