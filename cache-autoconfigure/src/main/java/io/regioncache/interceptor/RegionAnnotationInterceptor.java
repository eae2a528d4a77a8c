package io.regioncache.interceptor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.Transactions;
import io.regioncache.caller.Binding;
import io.regioncache.caller.Caller;
import io.regioncache.caller.CallerException;
import io.regioncache.caller.Callers;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * Hands each call of an annotated method to the operations its return type needs.
 */
final class RegionAnnotationInterceptor implements MethodInterceptor {

	private final MethodSpecs specs;

	private final Callers callers;

	private final BlockingOperations blocking;

	private final AsyncOperations async;

	RegionAnnotationInterceptor(MethodSpecs specs, Callers callers, Supplier<RegionCacheManager> manager,
			Executor executor) {
		this.specs = specs;
		this.callers = callers;
		this.blocking = new BlockingOperations(manager);
		this.async = new AsyncOperations(manager, executor);
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		// The class that was matched, which for a proxy around a proxy is that of the
		// inner
		// one: only its interfaces know the types of a repository.
		Object target = invocation.getThis();
		Class<?> targetClass = (target != null) ? target.getClass() : invocation.getMethod().getDeclaringClass();
		MethodSpec spec = this.specs.get(invocation.getMethod(), targetClass);
		if (spec == MethodSpec.NONE) {
			return invocation.proceed();
		}
		Call call = new Call(invocation.getMethod(), target, targetClass, invocation.getArguments());
		return switch (spec.shape().style()) {
			case BLOCKING -> block(spec, call, invocation);
			case FUTURE -> future(spec, call, invocation);
			case MONO, FLUX -> new ReactorOperations(this.async).execute(spec, call, this.callers,
					(caller) -> proceedLater(invocation, caller));
		};
	}

	private @Nullable Object block(MethodSpec spec, Call call, MethodInvocation invocation) throws Throwable {
		ResultShape shape = spec.shape();
		Caller caller = this.callers.current(spec.vary());
		return shape.wrap(this.blocking.execute(spec, call.by(caller), () -> {
			try (Binding binding = caller.assume()) {
				return shape.unwrap(again(invocation).proceed());
			}
		}));
	}

	private CompletableFuture<@Nullable Object> future(MethodSpec spec, Call call, MethodInvocation invocation) {
		ResultShape shape = spec.shape();
		CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
		Caller caller;
		try {
			caller = this.callers.current(spec.vary());
		}
		catch (CallerException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		this.async.execute(spec, call.by(caller), Transactions.current(), () -> proceedAsync(invocation, caller, shape))
			.whenComplete((value, failure) -> {
				if (failure != null) {
					answer.completeExceptionally(cause(failure));
				}
				else {
					answer.complete(shape.wrap(value));
				}
			});
		return answer;
	}

	private static CompletableFuture<@Nullable Object> proceedAsync(MethodInvocation invocation, Caller caller,
			ResultShape shape) {
		try (Binding binding = caller.assume()) {
			CompletionStage<?> stage = (CompletionStage<?>) again(invocation).proceed();
			return (stage != null) ? stage.toCompletableFuture().thenApply(shape::unwrap)
					: CompletableFuture.completedFuture(null);
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	static @Nullable Object proceedLater(MethodInvocation invocation, Caller caller) throws Exception {
		try (Binding binding = caller.assume()) {
			return again(invocation).proceed();
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return a copy that has not proceeded yet. An invocation proceeds once; a load may
	 * be repeated, later and on another thread, and must not skip the inner interceptors.
	 */
	private static MethodInvocation again(MethodInvocation invocation) {
		return (invocation instanceof ProxyMethodInvocation repeatable) ? repeatable.invocableClone() : invocation;
	}

	private static Throwable cause(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : null;
		return (cause != null) ? cause : failure;
	}

}
