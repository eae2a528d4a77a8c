package io.regioncache.autoconfigure.client;

import io.lettuce.core.api.StatefulConnection;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties.Pool;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;
import org.springframework.util.ClassUtils;

/**
 * Pools connections where that is asked for, or Commons Pool is there.
 */
final class LettucePools {

	private static final boolean POOL_AVAILABLE = ClassUtils.isPresent("org.apache.commons.pool2.ObjectPool",
			LettucePools.class.getClassLoader());

	private LettucePools() {
	}

	static LettuceClientConfigurationBuilder builder(Pool pool) {
		boolean enabled = (pool.getEnabled() != null) ? pool.getEnabled() : POOL_AVAILABLE;
		return enabled ? PoolingBuilder.create(pool) : LettuceClientConfiguration.builder();
	}

	/**
	 * Apart, so the outer class loads without Commons Pool.
	 */
	private static final class PoolingBuilder {

		static LettuceClientConfigurationBuilder create(Pool pool) {
			GenericObjectPoolConfig<StatefulConnection<?, ?>> config = new GenericObjectPoolConfig<>();
			config.setMaxTotal(pool.getMaxActive());
			config.setMaxIdle(pool.getMaxIdle());
			config.setMinIdle(pool.getMinIdle());
			config.setMaxWait(pool.getMaxWait());
			if (pool.getTimeBetweenEvictionRuns() != null) {
				config.setTimeBetweenEvictionRuns(pool.getTimeBetweenEvictionRuns());
			}
			return LettucePoolingClientConfiguration.builder().poolConfig(config);
		}

	}

}
