package io.regioncache.interceptor;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * Copies invocations that have not proceeded yet. An invocation proceeds once; a load may
 * be repeated, later and on another thread, and must not skip the inner interceptors.
 */
final class RepeatableInvocations {

	private RepeatableInvocations() {
	}

	static MethodInvocation again(MethodInvocation invocation) {
		return (invocation instanceof ProxyMethodInvocation repeatable) ? repeatable.invocableClone() : invocation;
	}

	/**
	 * The same with the arguments of a call that asks for some of the elements only.
	 */
	static MethodInvocation again(MethodSpec spec, Invocation call, MethodInvocation invocation) {
		MethodInvocation copy = again(invocation);
		KeysParameter keys = spec.keys();
		if (keys != null) {
			@Nullable Object[] arguments = copy.getArguments();
			arguments[keys.index()] = call.argument(keys.index());
			if (copy instanceof ProxyMethodInvocation proxied) {
				proxied.setArguments(arguments);
			}
		}
		return copy;
	}

	static @Nullable Object proceed(MethodInvocation copy) throws Exception {
		try {
			return copy.proceed();
		}
		catch (Throwable ex) {
			throw exception(ex);
		}
	}

	static Exception exception(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		return (failure instanceof Exception known) ? known : new IllegalStateException(failure);
	}

}
