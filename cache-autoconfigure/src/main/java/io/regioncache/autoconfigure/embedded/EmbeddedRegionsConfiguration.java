package io.regioncache.autoconfigure.embedded;

import io.regioncache.autoconfigure.endpoint.RegionsConnectionDetails;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.embedded.EmbeddedRegions;
import io.regioncache.test.SimulatedNetwork;
import redis.embedded.RedisExecProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Redis servers for development, where nobody says where the regions are.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(RedisExecProvider.class)
@Conditional({ OnNoRegionEndpoint.class, OnEmbeddedRegions.class })
@ConditionalOnMissingBean(RegionsConnectionDetails.class)
public class EmbeddedRegionsConfiguration {

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	EmbeddedRegions embeddedRegions(RegionsProperties properties) {
		return EmbeddedRegions.start(properties.embedded().regions());
	}

	@Bean
	static EmbeddedRegionsConnectionDetails embeddedRegionsConnectionDetails(RegionsProperties properties,
			ObjectProvider<EmbeddedRegions> embedded, ObjectProvider<SimulatedRoutes> routes) {
		return new EmbeddedRegionsConnectionDetails(properties.embedded().regions(), embedded::getObject,
				routes::getIfAvailable);
	}

	/**
	 * Where a test puts distances and partitions between the servers.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SimulatedNetwork.class)
	static class SimulatedNetworkConfiguration {

		@Bean
		@ConditionalOnBean(SimulatedNetwork.View.class)
		static SimulatedRoutes simulatedRoutes(SimulatedNetwork.View network) {
			return new SimulatedRoutes(network.home(), network::url);
		}

	}

}
