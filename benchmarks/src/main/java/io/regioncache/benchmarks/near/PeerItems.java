package io.regioncache.benchmarks.near;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheValueHolder;
import com.alicp.jetcache.MultiLevelCacheBuilder;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.Fastjson2KeyConvertor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.codec.TypedJsonJackson3Codec;
import org.redisson.config.Config;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Items kept by the caches of two levels that other libraries have, by their own API.
 */
record PeerItems(LongFunction<Item> find, AutoCloseable connection) implements AutoCloseable {

	private static final int SIZE = 10_000;

	private static final Duration TTL = Duration.ofHours(1);

	/**
	 * Redisson's map with a local cache of Caffeine.
	 */
	static PeerItems redisson(int port) {
		Config config = new Config();
		config.useSingleServer().setAddress("redis://127.0.0.1:" + port);
		RedissonClient client = Redisson.create(config);
		RLocalCachedMap<Long, Item> map = client.getLocalCachedMap(LocalCachedMapOptions.<Long, Item>name("items")
			.codec(new TypedJsonJackson3Codec(Long.class, Item.class))
			.cacheProvider(LocalCachedMapOptions.CacheProvider.CAFFEINE)
			.evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LFU)
			.cacheSize(SIZE)
			.timeToLive(TTL));
		return new PeerItems((id) -> {
			Item item = map.get(id);
			if (item == null) {
				item = Item.of(id);
				map.fastPut(id, item);
			}
			return item;
		}, client::shutdown);
	}

	/**
	 * JetCache's cache of two levels: Caffeine before Redis.
	 */
	static PeerItems jetCache(int port) {
		JsonMapper mapper = new JsonMapper();
		ObjectReader reader = mapper.readerFor(new TypeReference<CacheValueHolder<Item>>() {
		});
		RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", port));
		Cache<Long, Item> remote = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
			.redisClient(client)
			.keyPrefix("jetcache:items:")
			.keyConvertor(Fastjson2KeyConvertor.INSTANCE)
			.valueEncoder(mapper::writeValueAsBytes)
			.valueDecoder(reader::readValue)
			.expireAfterWrite(TTL.toSeconds(), TimeUnit.SECONDS)
			.buildCache();
		Cache<Long, Item> local = CaffeineCacheBuilder.createCaffeineCacheBuilder()
			.limit(SIZE)
			.keyConvertor(Fastjson2KeyConvertor.INSTANCE)
			.expireAfterWrite(TTL.toSeconds(), TimeUnit.SECONDS)
			.buildCache();
		Cache<Long, Item> both = MultiLevelCacheBuilder.createMultiLevelCacheBuilder()
			.addCache(local, remote)
			.expireAfterWrite(TTL.toSeconds(), TimeUnit.SECONDS)
			.cachePenetrateProtect(true)
			.buildCache();
		return new PeerItems((id) -> both.computeIfAbsent(id, Item::of), () -> {
			both.close();
			client.shutdown();
		});
	}

	@Override
	public void close() throws Exception {
		this.connection.close();
	}

}
