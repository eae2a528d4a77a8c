package io.regioncache.interceptor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.transaction.Transaction;

import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheResolver;

/**
 * Gives Spring's own caching annotations a view of each cache that is made for one
 * invocation: it knows the declared return type, and under which lease the result may be
 * stored.
 * <p>
 * Caches are resolved before the method is called, which is when the lease of a put has
 * to be taken.
 */
public final class RegionCacheResolver implements CacheResolver {

	private final Supplier<RegionCacheManager> manager;

	private final CallViews views = new CallViews();

	/**
	 * Create a resolver.
	 * @param manager supplies the caches
	 */
	public RegionCacheResolver(Supplier<RegionCacheManager> manager) {
		this.manager = manager;
	}

	@Override
	public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
		List<Cache> caches = new ArrayList<>();
		for (String name : context.getOperation().getCacheNames()) {
			caches.add(this.views.of(this.manager.get().getCache(name), context));
		}
		return caches;
	}

	/**
	 * Make a call whose caches belong to a transaction that is not one of this thread.
	 */
	static <T> T inTransaction(Transaction transaction, Callable<T> call) throws Exception {
		CallViews.SUBSCRIBER.set(transaction);
		try {
			return call.call();
		}
		finally {
			CallViews.SUBSCRIBER.remove();
		}
	}

}
