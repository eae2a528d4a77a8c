package io.regioncache.benchmarks.contender;

import java.util.function.Function;
import java.util.function.LongFunction;

import io.regioncache.benchmarks.Product;

import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;

/**
 * Spring Data Redis behind {@code @Cacheable}, with the typed JSON serializer.
 */
final class SpringContender implements Contender {

	private final AnnotationConfigApplicationContext context;

	private final Products products;

	private SpringContender(int port, Function<RedisConnectionFactory, RedisCacheWriter> writer, Products products) {
		this.context = new AnnotationConfigApplicationContext();
		this.context.register(Caching.class);
		this.context.registerBean(LettuceConnectionFactory.class,
				() -> new LettuceConnectionFactory("127.0.0.1", port));
		this.context.registerBean(RedisCacheManager.class,
				() -> manager(writer.apply(this.context.getBean(RedisConnectionFactory.class))));
		this.context.registerBean("products", products.getClass().asSubclass(Products.class), () -> products);
		this.context.refresh();
		this.products = this.context.getBean(Products.class);
	}

	static SpringContender unlocked(int port, LongFunction<Product> origin) {
		return new SpringContender(port, RedisCacheWriter::nonLockingRedisCacheWriter, new UnlockedProducts(origin));
	}

	static SpringContender syncWithLockingWriter(int port, LongFunction<Product> origin) {
		return new SpringContender(port, RedisCacheWriter::lockingRedisCacheWriter, new SyncProducts(origin));
	}

	private static RedisCacheManager manager(RedisCacheWriter writer) {
		RedisCacheConfiguration configuration = RedisCacheConfiguration.defaultCacheConfig()
			.entryTtl(Settings.TTL)
			.serializeValuesWith(SerializationPair.fromSerializer(new JacksonJsonRedisSerializer<>(Product.class)));
		return RedisCacheManager.builder(writer).cacheDefaults(configuration).build();
	}

	@Override
	public Product find(long id) {
		return this.products.find(id);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

	interface Products {

		Product find(long id);

	}

	static class UnlockedProducts implements Products {

		private final LongFunction<Product> origin;

		UnlockedProducts(LongFunction<Product> origin) {
			this.origin = origin;
		}

		@Override
		@Cacheable(cacheNames = "products", key = "#id")
		public Product find(long id) {
			return this.origin.apply(id);
		}

	}

	static class SyncProducts implements Products {

		private final LongFunction<Product> origin;

		SyncProducts(LongFunction<Product> origin) {
			this.origin = origin;
		}

		@Override
		@Cacheable(cacheNames = "products", key = "#id", sync = true)
		public Product find(long id) {
			return this.origin.apply(id);
		}

	}

}
