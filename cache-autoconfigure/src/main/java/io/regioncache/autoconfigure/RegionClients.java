package io.regioncache.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.lettuce.core.resource.ClientResources;
import io.regioncache.region.RegionConfigurationException;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Builds connection factories from endpoints: for the application as Spring Boot would,
 * and for the cache as a link.
 */
final class RegionClients {

	private final LettuceClientSettings settings;

	private final LinkSettings link;

	private final @Nullable AsyncTaskExecutor executor;

	RegionClients(LettuceClientSettings settings, LinkSettings link, @Nullable AsyncTaskExecutor executor) {
		this.settings = settings;
		this.link = link;
		this.executor = executor;
	}

	LettuceConnectionFactory forApplication(RegionEndpoint endpoint) {
		return factory(endpoint, this.settings.forApplication(endpoint));
	}

	LettuceConnectionFactory forLink(RegionEndpoint endpoint) {
		return factory(endpoint, this.link.apply(endpoint, this.settings.forApplication(endpoint)));
	}

	private LettuceConnectionFactory factory(RegionEndpoint endpoint, LettuceClientConfiguration configuration) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(RedisConfigurations.of(endpoint),
				configuration);
		if (this.executor != null) {
			factory.setExecutor(this.executor);
		}
		return factory;
	}

}
