/**
 * Auto-configuration of consistency tokens in requests and responses.
 */
@NullMarked
package io.regioncache.autoconfigure.web;

import org.jspecify.annotations.NullMarked;
