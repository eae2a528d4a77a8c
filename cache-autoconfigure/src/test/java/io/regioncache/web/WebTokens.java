package io.regioncache.web;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.store.log.Position;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tokens for tests: the caller's writes are numbered.
 */
final class WebTokens {

	static final String COOKIE = "region-cache-token";

	static final String HEADER = "Region-Cache-Token";

	static final ConsistencyTokens TOKENS = tokens("0123456789abcdef0123456789abcdef");

	static final ConsistencyTokens FORGER = tokens("the secret of the one who forges");

	static final TokenTransport TRANSPORT = new TokenTransport(TOKENS,
			new TokenCookie(COOKIE, null, "/", true, TokenCookie.SameSite.LAX), HEADER, true);

	private WebTokens() {
	}

	private static ConsistencyTokens tokens(String secret) {
		return new ConsistencyTokens("app", List.of("us", "eu"), List.of(secret), Duration.ofSeconds(30),
				InstantSource.system());
	}

	static void wrote(long sequence) {
		current().wrote("us", new Position(1, sequence));
	}

	static void saw(long sequence) {
		current().saw(ConsistencyToken.NONE.and("eu", new Position(2, sequence)));
	}

	static ConsistencyContext current() {
		ConsistencyContext context = ConsistencyContext.current();
		assertThat(context).isNotNull();
		return context;
	}

	static ConsistencyToken token(long sequence) {
		return ConsistencyToken.NONE.and("us", new Position(1, sequence));
	}

	static String text(long sequence) {
		return TOKENS.issue(token(sequence));
	}

}
