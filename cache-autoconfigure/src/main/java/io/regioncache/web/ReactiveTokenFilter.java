package io.regioncache.web;

import java.util.List;

import io.regioncache.consistency.ConsistencyContext;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Puts what its caller has written into the Reactor context of each request, under the
 * key {@code ConsistencyContext.class}, and tells the caller what is new.
 */
public final class ReactiveTokenFilter implements WebFilter, Ordered {

	private final TokenTransport transport;

	/**
	 * Create a filter.
	 * @param transport by what tokens come and go
	 */
	public ReactiveTokenFilter(TokenTransport transport) {
		this.transport = transport;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 40;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		ServerHttpResponse response = exchange.getResponse();
		ConsistencyContext context = this.transport.open(cookies(request), headers(request));
		TokenSender sender = new TokenSender(this.transport, context);
		ServerHttpResponse told = new LastWordResponse(response, () -> Mono.fromFuture(context::settle)
			.then(Mono.fromRunnable(() -> sender.sendSettled(new Headers(response)))));
		return chain.filter(exchange.mutate().response(told).build())
			.contextWrite((view) -> view.put(ConsistencyContext.class, context));
	}

	private List<String> cookies(ServerHttpRequest request) {
		TokenCookie cookie = this.transport.cookie();
		List<HttpCookie> cookies = (cookie != null) ? request.getCookies().get(cookie.name()) : null;
		return (cookies != null) ? cookies.stream().map(HttpCookie::getValue).toList() : List.of();
	}

	private List<String> headers(ServerHttpRequest request) {
		String header = this.transport.header();
		return (header != null) ? request.getHeaders().getOrEmpty(header) : List.of();
	}

	private record Headers(ServerHttpResponse response) implements ResponseHeaders {

		@Override
		public List<String> names() {
			return List.copyOf(headers().headerNames());
		}

		@Override
		public List<String> get(String name) {
			return headers().getOrEmpty(name);
		}

		@Override
		public void set(String name, List<String> values) {
			headers().put(name, values);
		}

		@Override
		public void set(ResponseCookie cookie) {
			this.response.getCookies().set(cookie.getName(), cookie);
		}

		private HttpHeaders headers() {
			return this.response.getHeaders();
		}

	}

}
