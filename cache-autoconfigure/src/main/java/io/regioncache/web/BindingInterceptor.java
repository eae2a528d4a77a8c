package io.regioncache.web;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;

/**
 * Binds something of a request to the thread that computes its result.
 */
final class BindingInterceptor implements CallableProcessingInterceptor {

	private final Supplier<? extends AutoCloseable> bind;

	private volatile @Nullable AutoCloseable binding;

	BindingInterceptor(Supplier<? extends AutoCloseable> bind) {
		this.bind = bind;
	}

	@Override
	public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
		this.binding = this.bind.get();
	}

	@Override
	public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object result) throws Exception {
		AutoCloseable bound = this.binding;
		if (bound != null) {
			bound.close();
		}
	}

}
