package io.regioncache.benchmarks.contender;

import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheValueHolder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.Fastjson2KeyConvertor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.regioncache.benchmarks.Product;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * JetCache's Lettuce cache by its own API, with penetration protection, and the same JSON
 * library as the others have.
 */
final class JetCacheContender implements Contender {

	private final RedisClient client;

	private final Cache<Long, Product> cache;

	private final LongFunction<Product> origin;

	JetCacheContender(int port, LongFunction<Product> origin) {
		JsonMapper mapper = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();
		ObjectReader reader = mapper.readerFor(new TypeReference<CacheValueHolder<Product>>() {
		});
		this.client = RedisClient.create(RedisURI.create("127.0.0.1", port));
		this.cache = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
			.redisClient(this.client)
			.keyPrefix("jetcache:products:")
			.keyConvertor(Fastjson2KeyConvertor.INSTANCE)
			.valueEncoder(mapper::writeValueAsBytes)
			.valueDecoder(reader::readValue)
			.expireAfterWrite(Settings.TTL.toSeconds(), TimeUnit.SECONDS)
			.cachePenetrateProtect(true)
			.buildCache();
		this.origin = origin;
	}

	@Override
	public Product find(long id) {
		return this.cache.computeIfAbsent(id, this.origin::apply);
	}

	@Override
	public void close() {
		this.cache.close();
		this.client.shutdown();
	}

}
