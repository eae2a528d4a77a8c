package io.regioncache.web;

import java.net.InetSocketAddress;

import io.regioncache.caller.CallerContext;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Puts the country of the caller into the Reactor context of each request.
 * <p>
 * It stands before whatever makes something of forwarded headers: the peer is who has
 * opened the connection.
 */
public final class ReactiveCountryDecorator implements HttpHandlerDecoratorFactory {

	private final Countries countries;

	/**
	 * Create a decorator.
	 * @param countries finds the country of a caller
	 */
	public ReactiveCountryDecorator(Countries countries) {
		this.countries = countries;
	}

	@Override
	public HttpHandler apply(HttpHandler handler) {
		return (request, response) -> handler.handle(request, response)
			.contextWrite(
					(context) -> context.put(CallerContext.class, new CallerContext(country(request), null, null)));
	}

	private String country(ServerHttpRequest request) {
		InetSocketAddress peer = request.getRemoteAddress();
		if (this.countries.isEmpty() || peer == null || !this.countries.proxies().include(peer.getAddress())) {
			return CallerContext.UNKNOWN_COUNTRY;
		}
		return this.countries.from((name) -> request.getHeaders().getOrEmpty(name));
	}

}
