package io.regioncache.autoconfigure.client;

import io.regioncache.autoconfigure.endpoint.RegionEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Builds connection factories from endpoints: for the application as Spring Boot would,
 * and for the cache as a link.
 */
public final class RegionClients {

	private final LettuceClientSettings settings;

	private final LinkSettings link;

	private final @Nullable AsyncTaskExecutor executor;

	public RegionClients(LettuceClientSettings settings, LinkSettings link, @Nullable AsyncTaskExecutor executor) {
		this.settings = settings;
		this.link = link;
		this.executor = executor;
	}

	LettuceConnectionFactory forApplication(RegionEndpoint endpoint) {
		return factory(RedisConfigurations.forApplication(endpoint), this.settings.forApplication(endpoint));
	}

	public LettuceConnectionFactory forLink(RegionEndpoint endpoint) {
		return factory(RedisConfigurations.forLink(endpoint),
				this.link.apply(endpoint, this.settings.forApplication(endpoint)));
	}

	private LettuceConnectionFactory factory(RedisConfiguration redis, LettuceClientConfiguration client) {
		// only this constructor lets getStandaloneConfiguration() tell the truth
		LettuceConnectionFactory factory = (redis instanceof RedisStandaloneConfiguration standalone)
				? new LettuceConnectionFactory(standalone, client) : new LettuceConnectionFactory(redis, client);
		if (this.executor != null) {
			factory.setExecutor(this.executor);
		}
		return factory;
	}

}
