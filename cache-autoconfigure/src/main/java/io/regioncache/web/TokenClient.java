package io.regioncache.web;

import java.net.URI;
import java.util.List;

import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.consistency.IssuedToken;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Passes on what a caller has written to the services that are called on its behalf, and
 * learns what they have written for it.
 *
 * @param tokens reads and writes tokens
 * @param header the name of the header that carries them
 * @param hosts who is told, and believed
 */
record TokenClient(ConsistencyTokens tokens, String header, TrustedHosts hosts) {

	/**
	 * Return what a request has to say.
	 * @param context the context of the caller
	 * @param uri where the request goes
	 * @param headers the headers of the request
	 * @return the value of the header, or {@code null} for none
	 */
	@Nullable String toSend(ConsistencyContext context, URI uri, HttpHeaders headers) {
		if (!this.hosts.include(uri) || headers.containsHeader(this.header)) {
			return null;
		}
		IssuedToken issued = this.tokens.issued(context);
		return (issued != null) ? issued.text() : null;
	}

	/**
	 * Learn from an answer.
	 * @param context the context of the caller
	 * @param uri where the request went
	 * @param headers the headers of the answer
	 */
	void learn(ConsistencyContext context, URI uri, HttpHeaders headers) {
		List<String> texts = headers.getOrEmpty(this.header);
		if (!texts.isEmpty() && this.hosts.include(uri)) {
			context.accept(this.tokens.decode(texts.get(0)));
		}
	}

}
