package io.regioncache.autoconfigure.endpoint;

import io.regioncache.region.Region;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;

/**
 * One region's Redis: where it is, and the settings of its clients.
 *
 * @param region the region
 * @param details address and credentials
 * @param properties everything else
 */
public record RegionEndpoint(Region region, DataRedisConnectionDetails details, DataRedisProperties properties) {

}
