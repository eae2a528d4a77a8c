package io.regioncache.interceptor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.RegionCache;
import io.regioncache.caller.CallerScope;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheOperationInvoker;
import org.springframework.cache.interceptor.CacheResolver;

/**
 * Spring's interceptor, but for one thing: whoever has found a cache of a region for a
 * call, it is seen through a view of its own, which knows the declared return type, and
 * under which lease the result may be stored.
 * <p>
 * So a cache manager or a resolver that an annotation or the application names keeps the
 * promises as well. Other caches are left as they are.
 */
@SuppressWarnings("serial")
public final class LeasedCacheInterceptor extends CacheInterceptor {

	private final transient CallViews views = new CallViews();

	private final transient AsyncCalls asyncCalls = new AsyncCalls(this);

	/**
	 * Create an interceptor to be used instead of another.
	 * @param original the interceptor whose settings apply
	 */
	public LeasedCacheInterceptor(CacheInterceptor original) {
		configure(original::getErrorHandler, original::getKeyGenerator, original::getCacheResolver, null);
		setCacheOperationSource(original.getCacheOperationSource());
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Class<?> type = invocation.getMethod().getReturnType();
		if (ResultStyles.isPublisher(type) || KotlinMethods.isSuspending(invocation.getMethod())) {
			// The advisor outside has made it part of something.
			try (CallerScope waiting = CallViews.waiting(false)) {
				return super.invoke(invocation);
			}
		}
		LoadScope scope = LoadScope.ofPut(LoadScope.current());
		return (type == CompletableFuture.class) ? future(invocation, scope) : block(invocation, scope);
	}

	private @Nullable Object block(MethodInvocation invocation, LoadScope scope) throws Throwable {
		try (CallerScope binding = LoadScope.bind(scope)) {
			return super.invoke(invocation);
		}
		finally {
			scope.end();
		}
	}

	private @Nullable Object future(MethodInvocation invocation, LoadScope scope) throws Throwable {
		boolean outer = CallViews.seen(false);
		try (CallerScope binding = LoadScope.bind(scope);
				CallerScope waiting = CallViews.waiting(this.asyncCalls.contains(invocation))) {
			Object answer = super.invoke(invocation);
			return (CallViews.seen(outer) && answer instanceof CompletableFuture<?> future)
					? untouched(future).whenComplete((value, ex) -> scope.end()) : answer;
		}
		finally {
			CallViews.seen(outer);
		}
	}

	/**
	 * What a method throws instead of returning a future, Spring leaves wrapped where the
	 * cache was asked without blocking.
	 */
	private static CompletableFuture<?> untouched(CompletableFuture<?> future) {
		return future.exceptionallyCompose((failure) -> {
			Throwable cause = (failure instanceof CompletionException && failure.getCause() != null)
					? failure.getCause() : failure;
			return CompletableFuture.failedFuture(
					(cause instanceof CacheOperationInvoker.ThrowableWrapper wrapper) ? wrapper.getOriginal() : cause);
		});
	}

	@Override
	protected Collection<? extends Cache> getCaches(CacheOperationInvocationContext<CacheOperation> context,
			CacheResolver cacheResolver) {
		Collection<? extends Cache> found = super.getCaches(context, cacheResolver);
		if (found.stream().noneMatch(RegionCache.class::isInstance)) {
			return found;
		}
		List<Cache> caches = new ArrayList<>(found.size());
		for (Cache cache : found) {
			caches.add((cache instanceof RegionCache ours) ? this.views.of(ours, context) : cache);
		}
		return caches;
	}

}
