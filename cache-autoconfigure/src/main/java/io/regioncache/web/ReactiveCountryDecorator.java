package io.regioncache.web;

import io.regioncache.caller.CallerContext;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Puts the country and the address of the caller into the Reactor context of each
 * request.
 * <p>
 * It stands before whatever makes something of forwarded headers: the peer is who has
 * opened the connection.
 */
public final class ReactiveCountryDecorator implements HttpHandlerDecoratorFactory {

	private final Countries countries;

	private final Peers peers;

	private final @Nullable ClientAddresses addresses;

	/**
	 * Create a decorator.
	 * @param countries finds the country of a caller
	 * @param forwarded whether the server itself may replace the address of the peer by
	 * one from a forwarded header
	 * @param addressed whether the address of a caller is needed
	 */
	public ReactiveCountryDecorator(Countries countries, boolean forwarded, boolean addressed) {
		this.countries = countries;
		this.peers = new Peers(forwarded);
		this.addresses = addressed ? new ClientAddresses(countries.proxies()) : null;
	}

	@Override
	public HttpHandler apply(HttpHandler handler) {
		return (request, response) -> handler.handle(request, response)
			.contextWrite((context) -> context.put(CallerContext.class,
					new CallerContext(country(request), null, null, address(request))));
	}

	private @Nullable String address(ServerHttpRequest request) {
		return (this.addresses != null) ? this.addresses.find(this.peers.of(request),
				request.getHeaders().getOrEmpty(ClientAddresses.FORWARDED_FOR)) : null;
	}

	private String country(ServerHttpRequest request) {
		if (this.countries.isEmpty() || !this.countries.proxies().include(this.peers.of(request))) {
			return CallerContext.UNKNOWN_COUNTRY;
		}
		return this.countries.from((name) -> request.getHeaders().getOrEmpty(name));
	}

}
