package io.regioncache.transaction;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

/**
 * A way in which a value that is read in a transaction comes into a cache.
 */
enum Way {

	REGION_CACHED {
		@Override
		String read(Shop shop, CacheManager caches, long id) {
			return shop.regionCached(id);
		}
	},

	REGION_CACHED_FUTURE {
		@Override
		String read(Shop shop, CacheManager caches, long id) {
			return shop.regionCachedFuture(id, shop.load(id)).join();
		}
	},

	REGION_PUT {
		@Override
		String read(Shop shop, CacheManager caches, long id) {
			return shop.regionPut(id);
		}
	},

	CACHEABLE {
		@Override
		String read(Shop shop, CacheManager caches, long id) {
			return shop.cacheable(id);
		}
	},

	CACHEABLE_SYNC {
		@Override
		String read(Shop shop, CacheManager caches, long id) {
			return shop.cacheableSync(id);
		}
	},

	CACHEABLE_FUTURE {
		@Override
		String read(Shop shop, CacheManager caches, long id) {
			return shop.cacheableFuture(id, shop.load(id)).join();
		}
	},

	CACHE_PUT {
		@Override
		String read(Shop shop, CacheManager caches, long id) {
			return shop.cachePut(id);
		}
	},

	GET_WITH_LOADER {
		@Override
		String read(Shop shop, CacheManager caches, long id) {
			return Objects.requireNonNull(cache(caches).get(id, () -> shop.load(id)));
		}
	},

	RETRIEVE_WITH_LOADER {
		@Override
		String read(Shop shop, CacheManager caches, long id) {
			String loaded = shop.load(id);
			return cache(caches).retrieve(id, () -> CompletableFuture.completedFuture(loaded)).join();
		}
	},

	PUT {
		@Override
		String read(Shop shop, CacheManager caches, long id) {
			String loaded = shop.load(id);
			cache(caches).put(id, loaded);
			return loaded;
		}
	},

	PUT_IF_ABSENT {
		@Override
		String read(Shop shop, CacheManager caches, long id) {
			String loaded = shop.load(id);
			Cache.ValueWrapper present = cache(caches).putIfAbsent(id, loaded);
			return (present != null) ? (String) Objects.requireNonNull(present.get()) : loaded;
		}
	};

	/**
	 * Reads a name, and leaves it in the cache if it may.
	 */
	abstract String read(Shop shop, CacheManager caches, long id);

	Cache cache(CacheManager caches) {
		return Objects.requireNonNull(caches.getCache(cacheName()));
	}

	String cacheName() {
		StringBuilder name = new StringBuilder();
		for (String word : name().split("_")) {
			name.append(name.isEmpty() ? word.toLowerCase() : word.charAt(0) + word.substring(1).toLowerCase());
		}
		return name.toString();
	}

}
