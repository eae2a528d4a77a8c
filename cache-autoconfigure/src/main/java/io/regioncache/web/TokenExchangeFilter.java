package io.regioncache.web;

import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyTokens;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Passes on the token of the Reactor context, else of the thread that subscribes, by
 * {@code WebClient}.
 */
public final class TokenExchangeFilter implements ExchangeFilterFunction {

	private final TokenClient client;

	/**
	 * Create a filter.
	 * @param tokens reads and writes tokens
	 * @param header the name of the header that carries them
	 * @param hosts who is told
	 */
	public TokenExchangeFilter(ConsistencyTokens tokens, String header, TrustedHosts hosts) {
		this.client = new TokenClient(tokens, header, hosts);
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return Mono.deferContextual((view) -> {
			ConsistencyContext context = context(view);
			return (context != null)
					? Mono.fromFuture(context::settle).then(Mono.defer(() -> exchange(context, request, next)))
					: next.exchange(request);
		});
	}

	private static @Nullable ConsistencyContext context(ContextView view) {
		return view.getOrDefault(ConsistencyContext.class, ConsistencyContext.current());
	}

	private Mono<ClientResponse> exchange(ConsistencyContext context, ClientRequest request, ExchangeFunction next) {
		String token = this.client.toSend(context, request.url(), request.headers());
		ClientRequest told = (token != null) ? ClientRequest.from(request).header(this.client.header(), token).build()
				: request;
		return next.exchange(told)
			.doOnNext((response) -> this.client.learn(context, request.url(), response.headers().asHttpHeaders()));
	}

}
