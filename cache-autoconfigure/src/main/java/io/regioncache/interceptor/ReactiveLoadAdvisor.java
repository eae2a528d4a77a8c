package io.regioncache.interceptor;

import java.util.concurrent.Executor;

import io.regioncache.cache.load.LoadScope;
import io.regioncache.caller.CallerScope;
import io.regioncache.interceptor.ReactiveCacheAdvisor.CachedPublishers;
import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;

/**
 * Hands Spring's caching what a method with a {@code Mono} or a {@code Flux} returns:
 * part of the load it belongs to, with the context of whoever has subscribed, and ended
 * on a thread that may wait for the cache.
 */
@SuppressWarnings("serial")
public final class ReactiveLoadAdvisor extends AbstractPointcutAdvisor {

	private final transient CachedPublishers pointcut;

	private final transient Scheduler scheduler;

	/**
	 * Create the advisor, right inside Spring's.
	 * @param namedOnly whether caches are ours only where an annotation names their
	 * manager or a resolver
	 * @param executor waits for puts and evictions, so that no thread of a source does
	 */
	public ReactiveLoadAdvisor(boolean namedOnly, Executor executor) {
		this.pointcut = new CachedPublishers(namedOnly);
		this.scheduler = Schedulers.fromExecutor(executor);
		setOrder(RegionAnnotationAdvisor.ORDER + 1);
	}

	@Override
	public Pointcut getPointcut() {
		return this.pointcut;
	}

	@Override
	public Advice getAdvice() {
		return (MethodInterceptor) this::proceed;
	}

	private @Nullable Object proceed(MethodInvocation invocation) throws Throwable {
		SubscribedCall call = SubscribedCall.of(invocation);
		if (call == null) {
			return invocation.proceed();
		}
		LoadScope scope = call.scope();
		try (CallerScope binding = LoadScope.bind(scope)) {
			Object publisher = invocation.proceed();
			if (publisher instanceof Mono<?> mono) {
				return call.body(mono, scope, this.scheduler);
			}
			return (publisher instanceof Flux<?> flux)
					? call.body(flux, scope, this.pointcut.evicts(invocation), this.scheduler) : publisher;
		}
	}

}
