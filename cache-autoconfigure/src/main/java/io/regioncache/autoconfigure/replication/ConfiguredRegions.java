package io.regioncache.autoconfigure.replication;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.regioncache.autoconfigure.endpoint.EndpointAddresses;
import io.regioncache.autoconfigure.endpoint.EndpointConnectionDetails;
import io.regioncache.autoconfigure.endpoint.RegionEndpoint;
import io.regioncache.autoconfigure.properties.ReplicationProperties;
import io.regioncache.region.Region;
import io.regioncache.region.RegionConfigurationException;
import io.regioncache.replication.Topology;

import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;

/**
 * The regions as they are configured at one time.
 *
 * @param endpoints the Redis of each region, by the region's name
 * @param settings what was configured of each, to tell whether it has changed
 * @param replication how the regions are connected
 */
record ConfiguredRegions(Map<String, RegionEndpoint> endpoints, Map<String, Object> settings,
		ReplicationProperties replication) {

	ConfiguredRegions {
		endpoints = new LinkedHashMap<>(endpoints);
		settings = Map.copyOf(settings);
	}

	static ConfiguredRegions of(Collection<RegionEndpoint> endpoints, Map<String, Map<String, String>> properties,
			ReplicationProperties replication) {
		Map<String, RegionEndpoint> all = new LinkedHashMap<>();
		Map<String, Object> settings = new LinkedHashMap<>();
		for (RegionEndpoint endpoint : endpoints) {
			String name = endpoint.region().name();
			all.put(name, endpoint);
			settings.put(name,
					List.of(EndpointAddresses.addresses(endpoint.details()), properties.getOrDefault(name, Map.of())));
		}
		return new ConfiguredRegions(all, settings, replication);
	}

	/**
	 * Does not show the settings, which hold passwords.
	 */
	@Override
	public String toString() {
		return "ConfiguredRegions[names=%s, replication=%s]".formatted(names(), this.replication);
	}

	List<String> names() {
		return List.copyOf(this.endpoints.keySet());
	}

	ConfiguredRegions with(String region, String url) {
		DataRedisProperties properties = new DataRedisProperties();
		properties.setUrl(url);
		Map<String, RegionEndpoint> all = new LinkedHashMap<>(this.endpoints);
		all.put(region, new RegionEndpoint(new Region(region),
				new EndpointConnectionDetails(region, properties, () -> null), properties));
		Map<String, Object> settings = new LinkedHashMap<>(this.settings);
		settings.put(region, url);
		return new ConfiguredRegions(all, settings, this.replication);
	}

	ConfiguredRegions without(String region) {
		if (!this.endpoints.containsKey(region)) {
			throw new IllegalArgumentException("Unknown region '" + region + "', known are " + names());
		}
		Map<String, RegionEndpoint> all = new LinkedHashMap<>(this.endpoints);
		all.remove(region);
		Map<String, Object> settings = new LinkedHashMap<>(this.settings);
		settings.remove(region);
		return new ConfiguredRegions(all, settings, this.replication);
	}

	/**
	 * Whether a region is as it is in another configuration.
	 */
	boolean isSame(String region, ConfiguredRegions other) {
		return Objects.equals(this.settings.get(region), other.settings.get(region));
	}

	/**
	 * Refuse what a running process cannot change to.
	 * @param former what it works with now
	 * @param home the name of the home region
	 * @return the topology
	 * @throws RegionConfigurationException if it cannot
	 */
	Topology check(ConfiguredRegions former, String home) {
		if (!isSame(home, former)) {
			String change = this.endpoints.containsKey(home) ? "changed" : "removed";
			throw new RegionConfigurationException(
					"The home region '" + home + "' cannot be " + change + " while this process runs.",
					"Restart the process, or leave 'regions.endpoints." + home + "' as it was.");
		}
		if (this.replication.topology() != former.replication.topology()) {
			throw new RegionConfigurationException(
					"'regions.replication.topology' cannot be changed while this process runs.",
					"Restart the process, or leave it as it was.");
		}
		EndpointAddresses.requireDistinct(this.endpoints.values());
		return checked(home);
	}

	/**
	 * Return the topology.
	 * @param home the name of the home region
	 * @return the topology
	 * @throws RegionConfigurationException if a link is not encrypted
	 */
	Topology checked(String home) {
		Topology topology = this.replication.topologyOf(names().stream().sorted().toList());
		boolean managed = topology.kind() == Topology.Kind.MANAGED;
		if (!this.replication.allowPlainText()) {
			this.endpoints.forEach((name, endpoint) -> {
				if (!name.equals(home) && (!managed || name.equals(topology.hub()))) {
					EndpointAddresses.requireEncrypted(endpoint);
				}
			});
		}
		return topology;
	}

}
