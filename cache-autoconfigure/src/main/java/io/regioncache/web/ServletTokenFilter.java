package io.regioncache.web;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.regioncache.consistency.ConsistencyContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.web.util.WebUtils;

/**
 * Binds what its caller has written to each request of a servlet application, its
 * asynchronous dispatches included, and tells the caller what is new.
 */
public final class ServletTokenFilter extends BindingFilter<TokenSender> {

	/**
	 * Outside of whatever may read or write, such as sessions and security.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 40;

	private final TokenTransport transport;

	/**
	 * Create a filter.
	 * @param transport by what tokens come and go
	 */
	public ServletTokenFilter(TokenTransport transport) {
		super(TokenSender.class);
		this.transport = transport;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		TokenSender sender = opened(request);
		TokenServletResponse told = told(response, sender);
		try (ConsistencyContext.Binding binding = bind(sender)) {
			chain.doFilter(request, (response == told.getResponse()) ? told : response);
		}
		finally {
			if (!request.isAsyncStarted()) {
				told.send();
			}
		}
	}

	private static TokenServletResponse told(HttpServletResponse response, TokenSender sender) {
		TokenServletResponse known = WebUtils.getNativeResponse(response, TokenServletResponse.class);
		if (known != null) {
			return known;
		}
		// An error dispatch may find headers that were thrown away.
		sender.headersChanged();
		return new TokenServletResponse(response, sender);
	}

	@Override
	TokenSender open(HttpServletRequest request) {
		return new TokenSender(this.transport, this.transport.open(cookies(request), headers(request)));
	}

	@Override
	ConsistencyContext.Binding bind(TokenSender sender) {
		return ConsistencyContext.bind(sender.context());
	}

	private List<String> cookies(HttpServletRequest request) {
		TokenCookie expected = this.transport.cookie();
		Cookie[] cookies = request.getCookies();
		return (expected == null || cookies == null) ? List.of()
				: Arrays.stream(cookies)
					.filter((cookie) -> cookie.getName().equals(expected.name()))
					.map(Cookie::getValue)
					.toList();
	}

	private List<String> headers(HttpServletRequest request) {
		String header = this.transport.header();
		return (header != null) ? Collections.list(request.getHeaders(header)) : List.of();
	}

}
