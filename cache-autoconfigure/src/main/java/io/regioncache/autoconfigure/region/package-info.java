/**
 * Auto-configuration of the regions: their endpoints and clients.
 */
@NullMarked
package io.regioncache.autoconfigure.region;

import org.jspecify.annotations.NullMarked;
