package io.regioncache.web;

import java.io.IOException;
import java.security.Principal;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;

import io.regioncache.annotation.Vary;
import io.regioncache.caller.LoadWatch;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Has a {@link LoadWatch} see what loads read of the request, in development.
 */
public final class WatchedRequestFilter extends OncePerRequestFilter {

	/**
	 * Inside of all other filters, whose reads are no loads.
	 */
	public static final int ORDER = Ordered.LOWEST_PRECEDENCE - 100;

	private final List<String> countryHeaders;

	private final List<String> subdivisionHeaders;

	/**
	 * Create a filter.
	 * @param countryHeaders the names of the headers that tell a country
	 * @param subdivisionHeaders the names of the headers that tell a part of it
	 */
	public WatchedRequestFilter(List<String> countryHeaders, List<String> subdivisionHeaders) {
		this.countryHeaders = lower(countryHeaders);
		this.subdivisionHeaders = lower(subdivisionHeaders);
	}

	private static List<String> lower(List<String> names) {
		return names.stream().map((name) -> name.toLowerCase(Locale.ROOT)).toList();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		chain.doFilter(new WatchedRequest(request), response);
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	private @Nullable String vary(String header) {
		String name = header.toLowerCase(Locale.ROOT);
		if (name.equalsIgnoreCase(HttpHeaders.ACCEPT_LANGUAGE)) {
			return Vary.LOCALE;
		}
		if (name.equalsIgnoreCase(HttpHeaders.AUTHORIZATION)) {
			return Vary.PRINCIPAL;
		}
		if (this.countryHeaders.contains(name)) {
			return Vary.COUNTRY;
		}
		return this.subdivisionHeaders.contains(name) ? Vary.SUBDIVISION : null;
	}

	private final class WatchedRequest extends HttpServletRequestWrapper {

		WatchedRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable String getHeader(String name) {
			String value = super.getHeader(name);
			LoadWatch.note(vary(name), "the header '" + name + "'", value);
			return value;
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			LoadWatch.note(vary(name), "the header '" + name + "'", super.getHeader(name));
			return super.getHeaders(name);
		}

		@Override
		public Cookie @Nullable [] getCookies() {
			LoadWatch.note(null, "the cookies", null);
			return super.getCookies();
		}

		@Override
		public Locale getLocale() {
			LoadWatch.note(Vary.LOCALE, "the locale of the request", super.getLocale().toString());
			return super.getLocale();
		}

		@Override
		public Enumeration<Locale> getLocales() {
			LoadWatch.note(Vary.LOCALE, "the locales of the request", null);
			return super.getLocales();
		}

		@Override
		public @Nullable Principal getUserPrincipal() {
			Principal principal = super.getUserPrincipal();
			LoadWatch.note(Vary.PRINCIPAL, "the principal of the request",
					(principal != null) ? principal.getName() : null);
			return principal;
		}

		@Override
		public @Nullable String getRemoteUser() {
			String user = super.getRemoteUser();
			LoadWatch.note(Vary.PRINCIPAL, "the user of the request", user);
			return user;
		}

	}

}
