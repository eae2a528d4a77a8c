package io.regioncache.interceptor;

import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.regioncache.cache.LoadScope;

import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;

/**
 * Tells a {@code Mono} or a {@code Flux} that Spring's caching subscribes to which load
 * it is part of: with {@code sync = true} Spring does so outside of any Reactor context.
 */
@SuppressWarnings("serial")
public final class ReactiveLoadAdvisor extends AbstractPointcutAdvisor {

	private final transient Pointcut pointcut;

	/**
	 * Create the advisor, right inside Spring's.
	 * @param namedOnly whether caches are ours only where an annotation names their
	 * manager or a resolver
	 */
	public ReactiveLoadAdvisor(boolean namedOnly) {
		this.pointcut = new ReactiveCacheAdvisor.CachedPublishers(namedOnly);
		setOrder(RegionAnnotationAdvisor.ORDER + 1);
	}

	@Override
	public Pointcut getPointcut() {
		return this.pointcut;
	}

	@Override
	public Advice getAdvice() {
		return (MethodInterceptor) (invocation) -> scoped(invocation.proceed());
	}

	private static @Nullable Object scoped(@Nullable Object publisher) {
		if (publisher instanceof Mono<?> mono) {
			return ReactorOperations.scoped(mono);
		}
		LoadScope scope = LoadScope.current();
		return (scope != null && publisher instanceof Flux<?> flux)
				? flux.contextWrite((context) -> context.put(LoadScope.class, scope)) : publisher;
	}

}
