/**
 * Auto-configuration of the regions: their endpoints and clients.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.autoconfigure.region;

import org.jspecify.annotations.NullMarked;
