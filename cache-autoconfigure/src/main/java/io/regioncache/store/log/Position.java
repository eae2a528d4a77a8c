package io.regioncache.store.log;

import io.regioncache.annotation.PublicApi;

/**
 * A place in the order of one region's invalidations. It keeps its name whichever region
 * passes it on.
 *
 * @param epoch the epoch of the region that issued it
 * @param sequence how many that region had issued in this epoch
 * @since 0.1
 */
@PublicApi
public record Position(long epoch, long sequence) {

}
