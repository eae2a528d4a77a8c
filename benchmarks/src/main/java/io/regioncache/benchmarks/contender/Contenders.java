package io.regioncache.benchmarks.contender;

import java.util.function.LongFunction;

import io.regioncache.benchmarks.Product;

/**
 * The contenders by name.
 */
public final class Contenders {

	private Contenders() {
	}

	/**
	 * Connect a contender to a server.
	 * @param name one of the names in this method
	 * @param port the server's port on loopback
	 * @param origin what a miss asks
	 * @return the contender
	 */
	public static Contender create(String name, int port, LongFunction<Product> origin) {
		return switch (name) {
			case "in-process" -> new InProcessContender(origin);
			case "lettuce" -> new LettuceContender(port, origin);
			case "region-cache" -> new RegionCacheApplication(port, origin);
			case "spring" -> SpringContender.unlocked(port, origin);
			case "spring-sync-locking" -> SpringContender.syncWithLockingWriter(port, origin);
			case "redisson-bucket" -> RedissonContender.bucket(port, origin);
			case "redisson-map-cache" -> RedissonContender.mapCache(port, origin);
			case "redisson-spring" -> SpringContender.onRedisson(port, origin);
			case "redisson-spring-sync" -> SpringContender.syncOnRedisson(port, origin);
			case "redisson-lock" -> RedissonContender.bucketBehindLock(port, origin);
			case "jetcache" -> new JetCacheContender(port, origin);
			default -> throw new IllegalArgumentException("No contender is called '" + name + "'");
		};
	}

}
