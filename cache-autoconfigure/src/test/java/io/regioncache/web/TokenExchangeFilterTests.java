package io.regioncache.web;

import java.util.ArrayList;
import java.util.List;

import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.log.Position;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;

import static io.regioncache.web.WebTokens.HEADER;
import static io.regioncache.web.WebTokens.TOKENS;
import static io.regioncache.web.WebTokens.text;
import static io.regioncache.web.WebTokens.token;
import static org.assertj.core.api.Assertions.assertThat;

class TokenExchangeFilterTests {

	private final List<ClientRequest> requests = new ArrayList<>();

	private final WebClient client = WebClient.builder()
		.filter(new TokenExchangeFilter(TOKENS, HEADER, new TrustedHosts(List.of("*.example.com"))))
		.exchangeFunction((request) -> {
			this.requests.add(request);
			return Mono.just(ClientResponse.create(HttpStatus.OK).header(HEADER, text(9)).build());
		})
		.build();

	private final ConsistencyContext context = new ConsistencyContext();

	@Test
	void passesOnTheTokenOfTheReactorContext() {
		this.context.wrote("us", new Position(1, 7));
		call("https://orders.example.com/").subscribeOn(Schedulers.parallel())
			.contextWrite((view) -> view.put(ConsistencyContext.class, this.context))
			.block();
		assertThat(TOKENS.read(this.requests.get(0).headers().getFirst(HEADER))).isEqualTo(token(7));
		assertThat(this.context.token()).isEqualTo(token(9));
	}

	@Test
	void passesOnTheTokenOfTheThreadThatSubscribes() {
		this.context.wrote("us", new Position(1, 7));
		try (ConsistencyContext.Binding binding = ConsistencyContext.bind(this.context)) {
			call("https://orders.example.com/").block();
		}
		assertThat(TOKENS.read(this.requests.get(0).headers().getFirst(HEADER))).isEqualTo(token(7));
		assertThat(this.context.token()).isEqualTo(token(9));
	}

	@Test
	void passesOnWhatIsWrittenBetweenTwoSubscriptions() {
		Mono<?> call = call("https://orders.example.com/");
		try (ConsistencyContext.Binding binding = ConsistencyContext.bind(this.context)) {
			call.block();
			this.context.wrote("us", new Position(1, 12));
			call.block();
		}
		assertThat(this.requests.get(0).headers().containsHeader(HEADER)).isFalse();
		assertThat(TOKENS.read(this.requests.get(1).headers().getFirst(HEADER))).isEqualTo(token(12));
	}

	@Test
	void tellsNothingToOthersAndBelievesThemNothing() {
		this.context.wrote("us", new Position(1, 7));
		try (ConsistencyContext.Binding binding = ConsistencyContext.bind(this.context)) {
			call("https://example.org/").block();
		}
		assertThat(this.requests.get(0).headers().containsHeader(HEADER)).isFalse();
		assertThat(this.context.token()).isEqualTo(token(7));
	}

	@Test
	void doesNothingOutsideOfAContext() {
		call("https://orders.example.com/").block();
		assertThat(this.requests.get(0).headers().containsHeader(HEADER)).isFalse();
	}

	private Mono<?> call(String uri) {
		return this.client.get().uri(uri).retrieve().toBodilessEntity();
	}

}
