package io.regioncache.web;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;

import io.regioncache.caller.CallerScope;
import io.regioncache.caller.Callers;
import io.regioncache.caller.CallerContext;
import io.regioncache.caller.CallerRequest;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;

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

	private final Callers callers;

	private final TrustedProxies proxies;

	private final boolean forwarded;

	private final Peers peers;

	private final @Nullable ClientAddresses addresses;

	/**
	 * Create a filter.
	 * @param callers reads what a request tells
	 * @param proxies whose headers may be believed
	 * @param forwarded whether the server itself may replace the address of the peer by
	 * one from a forwarded header
	 * @param addressed whether the address of a caller is needed
	 */
	public ServletCallerFilter(Callers callers, TrustedProxies proxies, boolean forwarded, boolean addressed) {
		super(CallerContext.class);
		this.callers = callers;
		this.proxies = proxies;
		this.forwarded = forwarded;
		this.peers = new Peers(forwarded);
		this.addresses = addressed ? new ClientAddresses(proxies) : null;
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
		return new CallerContext(this.callers.read(new ServletCallerRequest(request)), null, null,
				(this.addresses != null) ? address(request, this.addresses) : null);
	}

	@Override
	CallerScope bind(CallerContext context) {
		return CallerContext.bind(context);
	}

	private @Nullable String address(HttpServletRequest request, ClientAddresses addresses) {
		ServletRequest inner = unwrapped(request);
		List<String> lines = (inner instanceof HttpServletRequest http)
				? Collections.list(http.getHeaders(ClientAddresses.FORWARDED_FOR)) : List.of();
		InetAddress peer = TrustedProxies.parse(this.peers.of(inner));
		if (this.forwarded && lines.isEmpty() && this.proxies.include(peer)) {
			// The server has made something of the header, and has removed it
			return ClientAddresses.text(TrustedProxies.parse(inner.getRemoteAddr()));
		}
		return addresses.find(peer, lines);
	}

	/**
	 * Wrappers hide headers that they have made something of.
	 */
	private static ServletRequest unwrapped(HttpServletRequest request) {
		ServletRequest inner = request;
		while (inner instanceof ServletRequestWrapper wrapper) {
			inner = wrapper.getRequest();
		}
		return inner;
	}

	private final class ServletCallerRequest implements CallerRequest {

		private final HttpServletRequest request;

		ServletCallerRequest(HttpServletRequest request) {
			this.request = request;
		}

		@Override
		public List<String> headers(String name) {
			return Collections.list(this.request.getHeaders(name));
		}

		@Override
		public boolean isFromTrustedProxy() {
			return ServletCallerFilter.this.proxies.include(ServletCallerFilter.this.peers.of(this.request));
		}

	}

}
