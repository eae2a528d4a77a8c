package io.regioncache.interceptor;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.Transaction;
import io.regioncache.cache.Transactions;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.core.MethodClassKey;

/**
 * Gives Spring's own caching annotations a view of each cache that is made for one
 * invocation: it knows the declared return type, and under which lease the result may be
 * stored.
 * <p>
 * Caches are resolved before the method is called, which is when the lease of a put has
 * to be taken.
 */
public final class RegionCacheResolver implements CacheResolver {

	/**
	 * The transaction of whoever subscribes to what the current call returns.
	 */
	private static final ThreadLocal<@Nullable Transaction> SUBSCRIBER = new ThreadLocal<>();

	private final Supplier<RegionCacheManager> manager;

	private final Map<MethodClassKey, Type> types = new ConcurrentHashMap<>();

	/**
	 * Create a resolver.
	 * @param manager supplies the caches
	 */
	public RegionCacheResolver(Supplier<RegionCacheManager> manager) {
		this.manager = manager;
	}

	@Override
	public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
		Class<?> target = AopProxyUtils.ultimateTargetClass(context.getTarget());
		Type type = this.types.computeIfAbsent(new MethodClassKey(context.getMethod(), target),
				(key) -> declaredType(context.getMethod(), target));
		boolean put = context.getOperation() instanceof CachePutOperation;
		Transaction subscriber = SUBSCRIBER.get();
		Transaction transaction = (subscriber != null) ? subscriber : Transactions.current();
		List<Cache> caches = new ArrayList<>();
		for (String name : context.getOperation().getCacheNames()) {
			caches.add(this.manager.get().getCache(name).forInvocation(type, put, transaction));
		}
		return caches;
	}

	/**
	 * Make a call whose caches belong to a transaction that is not one of this thread.
	 */
	static <T> T inTransaction(Transaction transaction, Callable<T> call) throws Exception {
		SUBSCRIBER.set(transaction);
		try {
			return call.call();
		}
		finally {
			SUBSCRIBER.remove();
		}
	}

	private static Type declaredType(Method method, Class<?> target) {
		try {
			ResultShape shape = ResultShapes.of(AnnotatedMethod.of(method, method, target), "Cacheable", true);
			return shape.isNothing() ? Object.class : shape.type();
		}
		catch (InvalidRegionAnnotationException ex) {
			// What Spring accepts is bound to its own class, as if it were not declared.
			return Object.class;
		}
	}

}
