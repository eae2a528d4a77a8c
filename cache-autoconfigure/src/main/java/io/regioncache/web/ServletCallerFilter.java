package io.regioncache.web;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;

import io.regioncache.caller.CallerScope;
import io.regioncache.caller.CallerContext;
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

	private final Countries countries;

	private final boolean forwarded;

	private final Peers peers;

	private final @Nullable ClientAddresses addresses;

	/**
	 * Create a filter.
	 * @param countries finds the country of a caller
	 * @param forwarded whether the server itself may replace the address of the peer by
	 * one from a forwarded header
	 * @param addressed whether the address of a caller is needed
	 */
	public ServletCallerFilter(Countries countries, boolean forwarded, boolean addressed) {
		super(CallerContext.class);
		this.countries = countries;
		this.forwarded = forwarded;
		this.peers = new Peers(forwarded);
		this.addresses = addressed ? new ClientAddresses(countries.proxies()) : null;
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
		return new CallerContext(country(request), null, null,
				(this.addresses != null) ? address(request, this.addresses) : null);
	}

	@Override
	CallerScope bind(CallerContext context) {
		return CallerContext.bind(context);
	}

	private @Nullable String address(HttpServletRequest request, ClientAddresses addresses) {
		// Wrappers hide headers that they have made something of
		ServletRequest inner = request;
		while (inner instanceof ServletRequestWrapper wrapper) {
			inner = wrapper.getRequest();
		}
		List<String> lines = (inner instanceof HttpServletRequest http)
				? Collections.list(http.getHeaders(ClientAddresses.FORWARDED_FOR)) : List.of();
		InetAddress peer = TrustedProxies.parse(this.peers.of(inner));
		if (this.forwarded && lines.isEmpty() && this.countries.proxies().include(peer)) {
			// The server has made something of the header, and has removed it
			return ClientAddresses.text(TrustedProxies.parse(inner.getRemoteAddr()));
		}
		return addresses.find(peer, lines);
	}

	private String country(HttpServletRequest request) {
		if (this.countries.isEmpty() || !this.countries.proxies().include(this.peers.of(request))) {
			return CallerContext.UNKNOWN_COUNTRY;
		}
		return this.countries.from((name) -> Collections.list(request.getHeaders(name)));
	}

}
