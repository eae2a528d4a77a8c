package io.regioncache.autoconfigure.client;

import io.regioncache.autoconfigure.endpoint.RegionEndpoints;
import io.regioncache.region.Region;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Makes the connection factories that the application uses, one bean for each region.
 */
public final class RegionConnectionFactories {

	private static final String BEAN_NAME_PREFIX = "redisConnectionFactory-";

	private final RegionEndpoints endpoints;

	private final RegionClients clients;

	public RegionConnectionFactories(RegionEndpoints endpoints, RegionClients clients) {
		this.endpoints = endpoints;
		this.clients = clients;
	}

	public static String beanName(Region region) {
		return BEAN_NAME_PREFIX + region.name();
	}

	static boolean isBeanName(String name) {
		return name.startsWith(BEAN_NAME_PREFIX);
	}

	// the factory method of the bean definitions that RegionFactoriesRegistrar registers
	LettuceConnectionFactory create(String region) {
		return this.clients.forApplication(this.endpoints.get(region));
	}

}
