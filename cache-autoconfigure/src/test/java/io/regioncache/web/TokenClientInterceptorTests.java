package io.regioncache.web;

import java.util.List;

import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.store.log.Position;
import org.junit.jupiter.api.Test;

import org.springframework.test.web.client.MockRestServiceServer;
import org.springframework.web.client.RestTemplate;

import static io.regioncache.web.WebTokens.FORGER;
import static io.regioncache.web.WebTokens.HEADER;
import static io.regioncache.web.WebTokens.TOKENS;
import static io.regioncache.web.WebTokens.text;
import static io.regioncache.web.WebTokens.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.header;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.headerDoesNotExist;
import static org.springframework.test.web.client.match.MockRestRequestMatchers.requestTo;
import static org.springframework.test.web.client.response.MockRestResponseCreators.withSuccess;

class TokenClientInterceptorTests {

	private static final String OURS = "https://orders.example.com/";

	private static final String FOREIGN = "https://example.org/";

	private final RestTemplate client = new RestTemplate();

	private final MockRestServiceServer server = MockRestServiceServer.bindTo(this.client).build();

	TokenClientInterceptorTests() {
		this.client.getInterceptors()
			.add(new TokenClientInterceptor(TOKENS, HEADER, new TrustedHosts(List.of("*.example.com"))));
	}

	@Test
	void passesOnWhatTheCallerHasWritten() {
		ConsistencyContext context = new ConsistencyContext();
		context.wrote("us", new Position(1, 7));
		this.server.expect(requestTo(OURS))
			.andExpect((request) -> assertThat(TOKENS.read(request.getHeaders().getFirst(HEADER))).isEqualTo(token(7)))
			.andRespond(withSuccess());
		call(context, OURS);
		this.server.verify();
	}

	@Test
	void learnsWhatTheOtherServiceHasWritten() {
		ConsistencyContext context = new ConsistencyContext();
		this.server.expect(requestTo(OURS))
			.andExpect(headerDoesNotExist(HEADER))
			.andRespond(withSuccess().header(HEADER, text(9)));
		call(context, OURS);
		assertThat(context.token()).isEqualTo(token(9));
		assertThat(context.isToBeSent()).isTrue();
		assertThat(context.isRenewed()).isTrue();
	}

	@Test
	void tellsNothingToOthersAndBelievesThemNothing() {
		ConsistencyContext context = new ConsistencyContext();
		context.wrote("us", new Position(1, 7));
		this.server.expect(requestTo(FOREIGN))
			.andExpect(headerDoesNotExist(HEADER))
			.andRespond(withSuccess().header(HEADER, text(9)));
		call(context, FOREIGN);
		this.server.verify();
		assertThat(context.token()).isEqualTo(token(7));
	}

	@Test
	void ignoresAForgedAnswer() {
		ConsistencyContext context = new ConsistencyContext();
		this.server.expect(requestTo(OURS)).andRespond(withSuccess().header(HEADER, FORGER.issue(token(9))));
		call(context, OURS);
		assertThat(context.token()).isEqualTo(ConsistencyToken.NONE);
		assertThat(context.isRenewed()).isFalse();
	}

	@Test
	void leavesAHeaderThatIsThere() {
		ConsistencyContext context = new ConsistencyContext();
		context.wrote("us", new Position(1, 7));
		this.server.expect(requestTo(OURS)).andExpect(header(HEADER, "own")).andRespond(withSuccess());
		this.client.getInterceptors().add(0, (request, body, execution) -> {
			request.getHeaders().set(HEADER, "own");
			return execution.execute(request, body);
		});
		call(context, OURS);
		this.server.verify();
	}

	@Test
	void doesNothingOutsideOfAContext() {
		this.server.expect(requestTo(OURS))
			.andExpect(headerDoesNotExist(HEADER))
			.andRespond(withSuccess().header(HEADER, text(9)));
		call(null, OURS);
		this.server.verify();
	}

	private void call(ConsistencyContext context, String uri) {
		try (ConsistencyContext.Binding binding = ConsistencyContext.bind(context)) {
			this.client.getForEntity(uri, String.class);
		}
	}

}
