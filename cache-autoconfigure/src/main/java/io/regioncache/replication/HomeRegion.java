package io.regioncache.replication;

import io.regioncache.replication.redis.RegionCoordinator;
import io.regioncache.replication.redis.Replica;

/**
 * The region that a process keeps up to date.
 *
 * @param name the name of the region
 * @param replica applies records to it
 * @param coordinator its lease and its readers
 */
public record HomeRegion(String name, Replica replica, RegionCoordinator coordinator) {

}
