/**
 * Auto-configuration of the regions: their properties, endpoints and clients.
 */
@NullMarked
package io.regioncache.autoconfigure;

import org.jspecify.annotations.NullMarked;
