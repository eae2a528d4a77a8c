package io.regioncache.benchmarks.contender;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;

import io.regioncache.benchmarks.Product;
import org.redisson.api.RedissonClient;
import org.redisson.codec.TypedJsonJackson3Codec;
import org.redisson.spring.cache.CacheConfig;
import org.redisson.spring.cache.RedissonSpringCacheManager;

import org.springframework.cache.annotation.CacheEvict;
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
 * Spring's {@code @Cacheable} on Spring Data Redis, with the typed JSON serializer, or on
 * Redisson.
 */
final class SpringContender implements InvalidatingContender {

	private final AnnotationConfigApplicationContext context;

	private final Products products;

	private SpringContender(Products products, Consumer<AnnotationConfigApplicationContext> caching) {
		this.context = new AnnotationConfigApplicationContext();
		this.context.register(Caching.class);
		caching.accept(this.context);
		this.context.registerBean("products", products.getClass().asSubclass(Products.class), () -> products);
		this.context.refresh();
		this.products = this.context.getBean(Products.class);
	}

	static SpringContender unlocked(int port, LongFunction<Product> origin) {
		return new SpringContender(new UnlockedProducts(origin),
				onDataRedis("127.0.0.1", port, RedisCacheWriter::nonLockingRedisCacheWriter));
	}

	static SpringContender syncWithLockingWriter(int port, LongFunction<Product> origin) {
		return new SpringContender(new SyncProducts(origin),
				onDataRedis("127.0.0.1", port, RedisCacheWriter::lockingRedisCacheWriter));
	}

	/**
	 * Redisson's own cache manager behind the same annotations.
	 */
	static SpringContender onRedisson(int port, LongFunction<Product> origin) {
		return new SpringContender(new UnlockedProducts(origin), onRedisson(port));
	}

	/**
	 * The same with {@code sync = true}, for which Redisson takes a lock of the key.
	 */
	static SpringContender syncOnRedisson(int port, LongFunction<Product> origin) {
		return new SpringContender(new SyncProducts(origin), onRedisson(port));
	}

	private static Consumer<AnnotationConfigApplicationContext> onRedisson(int port) {
		return (context) -> {
			context.registerBean(RedissonClient.class, () -> RedissonContender.connect(port),
					(bean) -> bean.setDestroyMethodName("shutdown"));
			context.registerBean(RedissonSpringCacheManager.class,
					() -> new RedissonSpringCacheManager(context.getBean(RedissonClient.class),
							Map.of("products", new CacheConfig(Settings.TTL.toMillis(), 0)),
							new TypedJsonJackson3Codec(Long.class, Product.class)));
		};
	}

	private static Consumer<AnnotationConfigApplicationContext> onDataRedis(String host, int port,
			Function<RedisConnectionFactory, RedisCacheWriter> writer) {
		return (context) -> {
			context.registerBean(LettuceConnectionFactory.class, () -> new LettuceConnectionFactory(host, port));
			context.registerBean(RedisCacheManager.class,
					() -> manager(writer.apply(context.getBean(RedisConnectionFactory.class))));
		};
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
	public void invalidateAll() {
		this.products.changed();
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

		void changed();

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

		@Override
		@CacheEvict(cacheNames = "products", allEntries = true, beforeInvocation = true)
		public void changed() {
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

		@Override
		@CacheEvict(cacheNames = "products", allEntries = true, beforeInvocation = true)
		public void changed() {
		}

	}

}
