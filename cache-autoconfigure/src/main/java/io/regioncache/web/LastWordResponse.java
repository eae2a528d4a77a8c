package io.regioncache.web;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;

/**
 * A response that runs one action after all that are registered through it, right before
 * it is committed, so that no other can still add headers.
 */
final class LastWordResponse extends ServerHttpResponseDecorator {

	private final List<Supplier<? extends Mono<Void>>> earlier = new ArrayList<>();

	LastWordResponse(ServerHttpResponse delegate, Supplier<? extends Mono<Void>> last) {
		super(delegate);
		delegate.beforeCommit(() -> Flux.concat(Flux.fromIterable(List.copyOf(this.earlier)).map(Supplier::get))
			.then(Mono.defer(last)));
	}

	@Override
	public void beforeCommit(Supplier<? extends Mono<Void>> action) {
		this.earlier.add(action);
	}

}
