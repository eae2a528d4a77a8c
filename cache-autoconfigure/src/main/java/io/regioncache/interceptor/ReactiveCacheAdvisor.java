package io.regioncache.interceptor;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.transaction.ReactiveTransactions;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.caller.CallerScope;
import io.regioncache.consistency.ConsistencyContext;
import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.interceptor.CacheEvictOperation;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationInvoker.ThrowableWrapper;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.util.StringUtils;

/**
 * Has Spring's own caching annotations on methods that return a {@code Mono} or a
 * {@code Flux}, or suspend, begin with the subscription: before that nobody can tell in
 * which transaction they take place, and for which caller: what is not committed would be
 * stored, and the caller would not see its own writes.
 */
@SuppressWarnings("serial")
public final class ReactiveCacheAdvisor extends AbstractPointcutAdvisor {

	private final transient CachedPublishers pointcut;

	/**
	 * Create the advisor, right outside Spring's.
	 * @param namedOnly whether caches are ours only where an annotation names their
	 * manager or a resolver
	 */
	public ReactiveCacheAdvisor(boolean namedOnly) {
		this.pointcut = new CachedPublishers(namedOnly);
		setOrder(RegionAnnotationAdvisor.ORDER - 1);
	}

	@Override
	public Pointcut getPointcut() {
		return this.pointcut;
	}

	@Override
	public Advice getAdvice() {
		return (MethodInterceptor) (invocation) -> !isMany(invocation.getMethod())
				? Mono.deferContextual((context) -> mono(invocation, context))
					.onErrorMap(ThrowableWrapper.class, ThrowableWrapper::getOriginal)
				: Flux.deferContextual((context) -> flux(invocation, context, this.pointcut.evicts(invocation)))
					.onErrorMap(ThrowableWrapper.class, ThrowableWrapper::getOriginal);
	}

	private static Mono<?> mono(MethodInvocation invocation, ContextView context) {
		LoadScope scope = LoadScope.ofPut(ReactorOperations.scope(context));
		SubscribedCall call = new SubscribedCall(scope, context);
		return transaction().flatMap((transaction) -> mono(proceed(invocation, transaction, context, scope, call)))
			.contextWrite((outer) -> outer.put(LoadScope.class, scope))
			.doFinally((end) -> scope.end());
	}

	private static Flux<?> flux(MethodInvocation invocation, ContextView context, boolean evicts) {
		LoadScope scope = LoadScope.ofPut(ReactorOperations.scope(context));
		SubscribedCall call = new SubscribedCall(scope, context);
		return transaction()
			.flatMapMany((transaction) -> call
				.answer(Flux.from(publisher(proceed(invocation, transaction, context, scope, call))), evicts))
			.contextWrite((outer) -> outer.put(LoadScope.class, scope))
			.doFinally((end) -> scope.end());
	}

	private static Mono<Optional<Transaction>> transaction() {
		return ReactiveTransactions.current().map(Optional::of).defaultIfEmpty(Optional.empty());
	}

	private static boolean isMany(Method method) {
		return method.getReturnType() == Flux.class || (KotlinMethods.isSuspending(method) && KotlinMethods
			.isFlow(KotlinMethods.returnType(method, method.getDeclaringClass()).resolve(Object.class)));
	}

	/**
	 * A hit of a suspending function is the bare value.
	 */
	private static Mono<?> mono(@Nullable Object answer) {
		return (answer instanceof Mono<?> mono) ? mono : Mono.justOrEmpty(answer);
	}

	private static Publisher<?> publisher(@Nullable Object answer) {
		return (answer instanceof Iterable<?> cached) ? Flux.fromIterable(cached)
				: (Publisher<?>) Objects.requireNonNull(answer, "The method returned no publisher");
	}

	private static @Nullable Object proceed(MethodInvocation invocation, Optional<Transaction> transaction,
			ContextView context, LoadScope scope, SubscribedCall subscribed) {
		@Nullable ConsistencyContext caller = context.getOrDefault(ConsistencyContext.class, ConsistencyContext.current());
		try (ConsistencyContext.Binding binding = ConsistencyContext.bind(caller);
				CallerScope part = LoadScope.bind(scope)) {
			Callable<@Nullable Object> call = () -> RepeatableInvocations
				.proceed(subscribed.on(RepeatableInvocations.again(invocation)));
			return transaction.isPresent() ? RegionCacheResolver.inTransaction(transaction.get(), call) : call.call();
		}
		catch (Exception ex) {
			throw Exceptions.propagate(ex);
		}
	}

	static final class CachedPublishers extends StaticMethodMatcherPointcut {

		private final CacheOperationSource operations = new AnnotationCacheOperationSource(false);

		private final boolean namedOnly;

		CachedPublishers(boolean namedOnly) {
			this.namedOnly = namedOnly;
			setClassFilter(this.operations::isCandidateClass);
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return (method.getReturnType() == Mono.class || method.getReturnType() == Flux.class
					|| KotlinMethods.isSuspending(method))
					&& (this.namedOnly ? isNamed(this.operations.getCacheOperations(method, targetClass))
							: this.operations.hasCacheOperations(method, targetClass));
		}

		/**
		 * Return whether Spring evicts something once the publisher has ended.
		 */
		boolean evicts(MethodInvocation invocation) {
			Object target = invocation.getThis();
			Collection<CacheOperation> found = this.operations.getCacheOperations(invocation.getMethod(),
					(target != null) ? AopUtils.getTargetClass(target) : null);
			return found != null && found.stream()
				.anyMatch((operation) -> operation instanceof CacheEvictOperation evict && !evict.isBeforeInvocation());
		}

		private static boolean isNamed(@Nullable Collection<CacheOperation> operations) {
			return operations != null && operations.stream()
				.anyMatch((operation) -> StringUtils.hasText(operation.getCacheManager())
						|| StringUtils.hasText(operation.getCacheResolver()));
		}

	}

}
