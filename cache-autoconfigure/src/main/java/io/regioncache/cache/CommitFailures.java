package io.regioncache.cache;

import io.regioncache.cache.put.KeyedValue;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.CacheErrorHandler;

/**
 * What becomes of a failure to invalidate or to put after a transaction has committed.
 * <p>
 * It is logged, and the caller learns nothing: an exception would say that the
 * transaction had failed. An error handler of the application decides instead where there
 * is one; what it throws reaches the caller once everything else is done.
 */
final class CommitFailures {

	private static final Log logger = LogFactory.getLog(CommitFailures.class);

	private volatile @Nullable CacheErrorHandler handler;

	void handler(CacheErrorHandler handler) {
		this.handler = handler;
	}

	void put(RuntimeException failure, Cache cache, KeyedValue put) {
		CacheErrorHandler handler = this.handler;
		if (handler != null) {
			handler.handleCachePutError(failure, cache, put.key(), put.value());
		}
		else {
			log("A put into cache '%s'".formatted(cache.getName()), failure);
		}
	}

	void evict(RuntimeException failure, Cache cache, Object key) {
		CacheErrorHandler handler = this.handler;
		if (handler != null) {
			handler.handleCacheEvictError(failure, cache, key);
		}
		else {
			log("Invalidating a key of cache '%s'".formatted(cache.getName()), failure);
		}
	}

	void clear(RuntimeException failure, Cache cache) {
		CacheErrorHandler handler = this.handler;
		if (handler != null) {
			handler.handleCacheClearError(failure, cache);
		}
		else {
			log("Invalidating cache '%s'".formatted(cache.getName()), failure);
		}
	}

	/**
	 * Tags belong to no cache, and error handlers know nothing else.
	 */
	void tags(RuntimeException failure) {
		log("An invalidation", failure);
	}

	private static void log(String what, RuntimeException failure) {
		logger.warn("%s failed after the commit of a transaction: %s".formatted(what, failure.getMessage()), failure);
	}

}
