package io.regioncache.benchmarks.contender;

import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

import io.regioncache.benchmarks.Product;
import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.api.RLock;
import org.redisson.api.RMapCache;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.Codec;
import org.redisson.codec.TypedJsonJackson3Codec;
import org.redisson.config.Config;

/**
 * Redisson with its typed Jackson 3 codec: a bucket, a map with a TTL per entry (what its
 * Spring cache uses), or a bucket filled behind its lock.
 */
final class RedissonContender implements Contender {

	private static final Codec CODEC = new TypedJsonJackson3Codec(Product.class);

	private final RedissonClient client;

	private final LongFunction<Product> read;

	private RedissonContender(int port, ReadThrough read) {
		this.client = connect(port);
		this.read = read.on(this.client);
	}

	static RedissonClient connect(int port) {
		Config config = new Config();
		config.useSingleServer().setAddress("redis://127.0.0.1:" + port);
		return Redisson.create(config);
	}

	static RedissonContender bucket(int port, LongFunction<Product> origin) {
		return new RedissonContender(port, (client) -> (id) -> {
			RBucket<Product> bucket = client.getBucket("redisson:products:" + id, CODEC);
			Product product = bucket.get();
			return (product != null) ? product : load(bucket, id, origin);
		});
	}

	static RedissonContender mapCache(int port, LongFunction<Product> origin) {
		return new RedissonContender(port, (client) -> {
			RMapCache<Long, Product> map = client.getMapCache("redisson:products",
					new TypedJsonJackson3Codec(Long.class, Product.class));
			return (id) -> {
				Product product = map.get(id);
				if (product == null) {
					product = origin.apply(id);
					map.fastPut(id, product, Settings.TTL.toSeconds(), TimeUnit.SECONDS);
				}
				return product;
			};
		});
	}

	static RedissonContender bucketBehindLock(int port, LongFunction<Product> origin) {
		return new RedissonContender(port, (client) -> (id) -> {
			RBucket<Product> bucket = client.getBucket("redisson:products:" + id, CODEC);
			Product product = bucket.get();
			return (product != null) ? product : loadOnce(client, bucket, id, origin);
		});
	}

	private static Product loadOnce(RedissonClient client, RBucket<Product> bucket, long id,
			LongFunction<Product> origin) {
		RLock lock = client.getLock("redisson:lock:" + id);
		lock.lock();
		try {
			Product product = bucket.get();
			return (product != null) ? product : load(bucket, id, origin);
		}
		finally {
			lock.unlock();
		}
	}

	private static Product load(RBucket<Product> bucket, long id, LongFunction<Product> origin) {
		Product product = origin.apply(id);
		bucket.set(product, Settings.TTL);
		return product;
	}

	@Override
	public Product find(long id) {
		return this.read.apply(id);
	}

	@Override
	public void close() {
		this.client.shutdown();
	}

	private interface ReadThrough {

		LongFunction<Product> on(RedissonClient client);

	}

}
