/**
 * Auto-configuration of consistency tokens in requests and responses.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.web;

import org.jspecify.annotations.NullMarked;
