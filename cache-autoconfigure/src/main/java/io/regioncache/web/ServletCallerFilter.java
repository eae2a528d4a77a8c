package io.regioncache.web;

import java.io.IOException;
import java.util.Collections;

import io.regioncache.caller.CallerScope;
import io.regioncache.caller.CallerContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;

/**
 * Binds what a request tells of its caller, in a servlet application.
 * <p>
 * The peer is who has opened the connection. What filters or the server make of forwarded
 * headers does not count, because anybody can send those.
 */
public final class ServletCallerFilter extends BindingFilter<CallerContext> {

	/**
	 * Outside of whatever may read a cache.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 41;

	private final Countries countries;

	private final Peers peers;

	/**
	 * Create a filter.
	 * @param countries finds the country of a caller
	 * @param forwarded whether the server itself may replace the address of the peer by
	 * one from a forwarded header
	 */
	public ServletCallerFilter(Countries countries, boolean forwarded) {
		super(CallerContext.class);
		this.countries = countries;
		this.peers = new Peers(forwarded);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		try (CallerScope binding = bind(opened(request))) {
			chain.doFilter(request, response);
		}
	}

	@Override
	CallerContext open(HttpServletRequest request) {
		return new CallerContext(country(request), null, null);
	}

	@Override
	CallerScope bind(CallerContext context) {
		return CallerContext.bind(context);
	}

	private String country(HttpServletRequest request) {
		if (this.countries.isEmpty() || !this.countries.proxies().include(this.peers.of(request))) {
			return CallerContext.UNKNOWN_COUNTRY;
		}
		return this.countries.from((name) -> Collections.list(request.getHeaders(name)));
	}

}
