package io.regioncache.autoconfigure;

import io.regioncache.region.Region;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Makes the connection factories that the application uses, one bean for each region.
 */
final class RegionConnectionFactories {

	private final RegionEndpoints endpoints;

	private final RegionClients clients;

	RegionConnectionFactories(RegionEndpoints endpoints, RegionClients clients) {
		this.endpoints = endpoints;
		this.clients = clients;
	}

	static String beanName(Region region) {
		return "redisConnectionFactory-" + region.name();
	}

	// the factory method of the bean definitions that RegionFactoriesRegistrar registers
	LettuceConnectionFactory create(String region) {
		return this.clients.forApplication(this.endpoints.get(region));
	}

}
