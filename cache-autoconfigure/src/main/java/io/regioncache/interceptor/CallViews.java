package io.regioncache.interceptor;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.regioncache.cache.RegionCache;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.cache.transaction.Transactions;
import io.regioncache.caller.CallerScope;
import io.regioncache.interceptor.ResultShape.Style;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.core.MethodClassKey;
import org.springframework.core.ResolvableType;

/**
 * Makes views of caches for single calls of methods with Spring's caching annotations.
 */
final class CallViews {

	/**
	 * The transaction of whoever subscribes to what the current call returns.
	 */
	static final ThreadLocal<@Nullable Transaction> SUBSCRIBER = new ThreadLocal<>();

	/**
	 * Whether the current call waits on this thread for what comes later.
	 */
	private static final ThreadLocal<Boolean> WAITS = ThreadLocal.withInitial(() -> false);

	private static final ThreadLocal<Boolean> SEEN = ThreadLocal.withInitial(() -> false);

	private final Map<MethodClassKey, Type> types = new ConcurrentHashMap<>();

	/**
	 * Return a view of a cache, to be made before the method is called.
	 * @param cache the cache
	 * @param context the call
	 * @return the view
	 */
	Cache of(RegionCache cache, CacheOperationInvocationContext<?> context) {
		SEEN.set(true);
		Class<?> target = AopProxyUtils.ultimateTargetClass(context.getTarget());
		Type type = this.types.computeIfAbsent(new MethodClassKey(context.getMethod(), target),
				(key) -> declaredType(context.getMethod(), target));
		Transaction subscriber = SUBSCRIBER.get();
		Cache view = cache.forInvocation(type, context.getOperation() instanceof CachePutOperation,
				(subscriber != null) ? subscriber : Transactions.current());
		return WAITS.get() ? new WaitingCache(view) : view;
	}

	/**
	 * Say whether calls that begin on this thread wait on it.
	 * @return to be closed on the same thread, which restores what was said before
	 */
	static CallerScope waiting(boolean waits) {
		boolean before = WAITS.get();
		WAITS.set(waits);
		return () -> WAITS.set(before);
	}

	/**
	 * Return whether a view was made by this thread, and say from now on whether one was.
	 */
	static boolean seen(boolean now) {
		boolean seen = SEEN.get();
		SEEN.set(now);
		return seen;
	}

	static Type declaredType(Method method, Class<?> target) {
		try {
			ResultShape shape = ResultShapes.of(AnnotatedMethod.of(method, method, target), "Cacheable", true);
			return shape.isNothing() ? Object.class : seenType(shape);
		}
		catch (InvalidRegionAnnotationException ex) {
			// What Spring accepts is bound to its own class, as if it were not declared.
			return Object.class;
		}
	}

	/**
	 * Spring unwraps what a method returns, not what comes later.
	 */
	private static Type seenType(ResultShape shape) {
		return (shape.optional() && shape.style() != Style.BLOCKING)
				? ResolvableType.forClassWithGenerics(Optional.class, ResolvableType.forType(shape.type())).getType()
				: shape.type();
	}

}
