package io.regioncache.autoconfigure.replication;

import io.regioncache.autoconfigure.client.RegionClients;
import io.regioncache.region.RegionLinks;
import io.regioncache.replication.Replicator;
import io.regioncache.store.RegionStore;

/**
 * What works with the regions of a running process, and is told when they change.
 *
 * @param links the connections to each region
 * @param clients creates connections
 * @param store the home region, and those it turns to
 * @param replicator reads the logs of others
 */
record RunningRegions(RegionLinks links, RegionClients clients, RegionStore store, Replicator replicator) {

}
