package io.regioncache.web;

import java.util.List;

import io.regioncache.caller.CallerContext;
import io.regioncache.caller.CallerRequest;
import io.regioncache.caller.Callers;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Puts what a request tells of its caller, and the address of the caller, into the
 * Reactor context, in a reactive application.
 * <p>
 * It stands before whatever makes something of forwarded headers: the peer is who has
 * opened the connection.
 */
public final class ReactiveCallerDecorator implements HttpHandlerDecoratorFactory {

	private final Callers callers;

	private final TrustedProxies proxies;

	private final Peers peers;

	private final @Nullable ClientAddresses addresses;

	/**
	 * Create a decorator.
	 * @param callers reads what a request tells
	 * @param proxies whose headers may be believed
	 * @param forwarded whether the server itself may replace the address of the peer by
	 * one from a forwarded header
	 * @param addressed whether the address of a caller is needed
	 */
	public ReactiveCallerDecorator(Callers callers, TrustedProxies proxies, boolean forwarded, boolean addressed) {
		this.callers = callers;
		this.proxies = proxies;
		this.peers = new Peers(forwarded);
		this.addresses = addressed ? new ClientAddresses(proxies) : null;
	}

	@Override
	public HttpHandler apply(HttpHandler handler) {
		return (request, response) -> handler.handle(request, response)
			.contextWrite((context) -> context.put(CallerContext.class, new CallerContext(
					this.callers.read(new ReactiveCallerRequest(request)), null, null, address(request))));
	}

	private @Nullable String address(ServerHttpRequest request) {
		return (this.addresses != null) ? this.addresses.find(this.peers.of(request),
				request.getHeaders().getOrEmpty(ClientAddresses.FORWARDED_FOR)) : null;
	}

	private final class ReactiveCallerRequest implements CallerRequest {

		private final ServerHttpRequest request;

		ReactiveCallerRequest(ServerHttpRequest request) {
			this.request = request;
		}

		@Override
		public List<String> headers(String name) {
			return this.request.getHeaders().getOrEmpty(name);
		}

		@Override
		public boolean isFromTrustedProxy() {
			return ReactiveCallerDecorator.this.proxies.include(ReactiveCallerDecorator.this.peers.of(this.request));
		}

	}

}
