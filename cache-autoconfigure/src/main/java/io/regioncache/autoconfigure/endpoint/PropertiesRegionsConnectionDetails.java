package io.regioncache.autoconfigure.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.regioncache.autoconfigure.properties.RegionsProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundles;

/**
 * The regions that {@code regions.endpoints.*} names.
 */
public final class PropertiesRegionsConnectionDetails implements RegionsConnectionDetails {

	private final Map<String, DataRedisConnectionDetails> regions = new LinkedHashMap<>();

	public PropertiesRegionsConnectionDetails(RegionsProperties properties, Supplier<@Nullable SslBundles> sslBundles) {
		properties.endpoints()
			.forEach((name, endpoint) -> this.regions.put(name,
					new EndpointConnectionDetails(name, endpoint, sslBundles)));
	}

	@Override
	public Map<String, DataRedisConnectionDetails> getRegions() {
		return this.regions;
	}

}
