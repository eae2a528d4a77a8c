package io.regioncache.interceptor;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.core.MethodClassKey;

/**
 * Knows the calls that {@code @Async} has brought to a thread of the application's
 * executor already. The body must run there, and the thread waits for its future anyway.
 */
final class AsyncCalls {

	private final Map<MethodClassKey, Boolean> known = new ConcurrentHashMap<>();

	private final Advice advice;

	/**
	 * Create what knows the calls of an advice.
	 * @param advice the advice that applies the caches
	 */
	AsyncCalls(Advice advice) {
		this.advice = advice;
	}

	/**
	 * Return whether a call has changed threads before it came to the advice.
	 * @param invocation the call
	 * @return whether it runs on a thread that waits for its future
	 */
	boolean contains(MethodInvocation invocation) {
		if (invocation instanceof ProxyMethodInvocation proxied && proxied.getProxy() instanceof Advised proxy) {
			return this.known.computeIfAbsent(new MethodClassKey(invocation.getMethod(), proxy.getClass()),
					(key) -> isAsync(invocation, proxy));
		}
		return false;
	}

	private boolean isAsync(MethodInvocation invocation, Advised proxy) {
		Class<?> targetClass = proxy.getTargetClass();
		for (Advisor advisor : proxy.getAdvisors()) {
			if (advisor.getAdvice() == this.advice) {
				return false;
			}
			if (advisor.getAdvice() instanceof AsyncExecutionInterceptor && targetClass != null
					&& AppliedAdvisors.contain(advisor, invocation.getMethod(), targetClass)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Wait for what a body returns.
	 * @param stage what it has returned
	 * @return its value
	 * @throws Throwable what it fails with
	 */
	static @Nullable Object await(@Nullable Object stage) throws Throwable {
		if (stage == null) {
			return null;
		}
		try {
			return ((CompletionStage<?>) stage).toCompletableFuture().get();
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			throw (cause != null) ? cause : ex;
		}
	}

	/**
	 * Makes a call that waits for its value.
	 * @param call the call
	 * @return the value or the failure, as a future
	 */
	static CompletableFuture<@Nullable Object> settle(AwaitedCall call) {
		try {
			return CompletableFuture.completedFuture(call.value());
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * A call that waits for its value.
	 */
	@FunctionalInterface
	interface AwaitedCall {

		@Nullable Object value() throws Throwable;

	}

}
