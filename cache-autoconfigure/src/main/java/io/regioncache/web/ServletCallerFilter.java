package io.regioncache.web;

import java.io.IOException;
import java.util.Collections;

import io.regioncache.caller.Binding;
import io.regioncache.caller.CallerContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Binds what a request tells of its caller, in a servlet application.
 * <p>
 * The peer is who has opened the connection. What filters make of forwarded headers does
 * not count, for anybody can send those.
 */
public final class ServletCallerFilter extends OncePerRequestFilter {

	/**
	 * Outside of whatever may read a cache.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 41;

	private static final String CONTEXT = ServletCallerFilter.class.getName() + ".CONTEXT";

	private final Countries countries;

	/**
	 * Create a filter.
	 * @param countries finds the country of a caller
	 */
	public ServletCallerFilter(Countries countries) {
		this.countries = countries;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		try (Binding binding = CallerContext.bind(context(request))) {
			chain.doFilter(request, response);
		}
	}

	private CallerContext context(HttpServletRequest request) {
		if (request.getAttribute(CONTEXT) instanceof CallerContext known) {
			return known;
		}
		CallerContext context = new CallerContext(country(request), null, null);
		request.setAttribute(CONTEXT, context);
		WebAsyncUtils.getAsyncManager(request)
			.registerCallableInterceptor(CONTEXT, new BindingInterceptor(() -> CallerContext.bind(context)));
		return context;
	}

	private String country(HttpServletRequest request) {
		if (this.countries.isEmpty() || !this.countries.proxies().include(container(request).getRemoteAddr())) {
			return CallerContext.UNKNOWN_COUNTRY;
		}
		return this.countries.from((name) -> Collections.list(request.getHeaders(name)));
	}

	private static ServletRequest container(ServletRequest request) {
		ServletRequest inner = request;
		while (inner instanceof ServletRequestWrapper wrapper) {
			inner = wrapper.getRequest();
		}
		return inner;
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

}
