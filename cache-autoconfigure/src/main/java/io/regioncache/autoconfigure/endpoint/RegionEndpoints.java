package io.regioncache.autoconfigure.endpoint;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.region.Region;
import io.regioncache.region.RegionConfigurationException;

import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;

/**
 * The Redis of every region, from all sources of connection details.
 */
public final class RegionEndpoints {

	private final Map<String, RegionEndpoint> endpoints;

	private RegionEndpoints(Map<String, RegionEndpoint> endpoints) {
		this.endpoints = endpoints;
	}

	/**
	 * Combine connection details with the settings in the properties.
	 * @param sources the sources, of which each region must have exactly one
	 * @param properties the properties
	 * @return the endpoints, at least one
	 * @throws RegionConfigurationException if there is none, or a region has two
	 */
	public static RegionEndpoints of(Collection<RegionsConnectionDetails> sources, RegionsProperties properties) {
		Map<String, RegionEndpoint> endpoints = new LinkedHashMap<>();
		sources.forEach((source) -> source.getRegions().forEach((name, details) -> {
			DataRedisProperties settings = properties.endpoints().getOrDefault(name, new DataRedisProperties());
			RegionEndpoint previous = endpoints.put(name, new RegionEndpoint(new Region(name), details, settings));
			requireNone(previous, name);
		}));
		requireAny(endpoints);
		return new RegionEndpoints(endpoints);
	}

	private static void requireNone(@Nullable RegionEndpoint previous, String name) {
		if (previous != null) {
			throw new RegionConfigurationException(
					"Two RegionsConnectionDetails beans supply the region '" + name + "'.",
					"Let each region be supplied by one bean only.");
		}
	}

	private static void requireAny(Map<String, RegionEndpoint> endpoints) {
		if (endpoints.isEmpty()) {
			throw new RegionConfigurationException("No region is configured.",
					"Set 'regions.endpoints.<region>.url' for each region, for example "
							+ "'regions.endpoints.eu-west-1.url=redis://localhost:6379'. For development, add "
							+ "'org.signal:embedded-redis' to the classpath and set "
							+ "'regions.embedded.enabled=true' instead, and Redis servers are started for you. To do without Region Cache, set 'regions.enabled=false'.");
		}
	}

	public List<Region> regions() {
		return this.endpoints.values().stream().map(RegionEndpoint::region).toList();
	}

	public Collection<RegionEndpoint> all() {
		return this.endpoints.values();
	}

	public RegionEndpoint get(String region) {
		RegionEndpoint endpoint = this.endpoints.get(region);
		if (endpoint == null) {
			throw new IllegalArgumentException("Unknown region '" + region + "', known are " + regions());
		}
		return endpoint;
	}

}
