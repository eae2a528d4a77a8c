package io.regioncache.web;

import java.util.concurrent.Callable;

import io.regioncache.consistency.ConsistencyContext;
import org.jspecify.annotations.Nullable;

import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;

/**
 * Binds the context of a request to the thread that computes its result.
 */
final class BindingInterceptor implements CallableProcessingInterceptor {

	private final ConsistencyContext context;

	private volatile ConsistencyContext.@Nullable Binding binding;

	BindingInterceptor(ConsistencyContext context) {
		this.context = context;
	}

	@Override
	public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
		this.binding = ConsistencyContext.bind(this.context);
	}

	@Override
	public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object result) {
		ConsistencyContext.Binding bound = this.binding;
		if (bound != null) {
			bound.close();
		}
	}

}
