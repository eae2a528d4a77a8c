package io.regioncache.web;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Binds something of a request to each thread of a servlet application that handles it:
 * those of its asynchronous dispatches, its error dispatch and its callables included.
 *
 * @param <T> what belongs to a request
 */
abstract class BindingFilter<T> extends OncePerRequestFilter {

	private final String attribute = getClass().getName() + ".BOUND";

	private final Class<T> type;

	BindingFilter(Class<T> type) {
		this.type = type;
	}

	/**
	 * Make what belongs to a request that was not seen before.
	 */
	abstract T open(HttpServletRequest request);

	/**
	 * Bind it to this thread.
	 * @return to be closed on the same thread
	 */
	abstract AutoCloseable bind(T opened);

	/**
	 * Return what belongs to a request, the same for all of its dispatches.
	 */
	final T opened(HttpServletRequest request) {
		Object known = request.getAttribute(this.attribute);
		if (this.type.isInstance(known)) {
			return this.type.cast(known);
		}
		T opened = open(request);
		request.setAttribute(this.attribute, opened);
		WebAsyncUtils.getAsyncManager(request)
			.registerCallableInterceptor(this.attribute, new BindingInterceptor(() -> bind(opened)));
		return opened;
	}

	@Override
	protected final boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected final boolean shouldNotFilterErrorDispatch() {
		return false;
	}

}
