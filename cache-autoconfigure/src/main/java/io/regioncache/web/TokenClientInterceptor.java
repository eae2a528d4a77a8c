package io.regioncache.web;

import java.io.IOException;

import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyTokens;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Passes on the token of the current context by {@code RestClient} and
 * {@code RestTemplate}.
 */
public final class TokenClientInterceptor implements ClientHttpRequestInterceptor {

	private final TokenClient client;

	/**
	 * Create an interceptor.
	 * @param tokens reads and writes tokens
	 * @param header the name of the header that carries them
	 * @param hosts who is told
	 */
	public TokenClientInterceptor(ConsistencyTokens tokens, String header, TrustedHosts hosts) {
		this.client = new TokenClient(tokens, header, hosts);
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		ConsistencyContext context = ConsistencyContext.current();
		if (context == null) {
			return execution.execute(request, body);
		}
		context.settle().join();
		String token = this.client.toSend(context, request.getURI(), request.getHeaders());
		if (token != null) {
			request.getHeaders().set(this.client.header(), token);
		}
		ClientHttpResponse response = execution.execute(request, body);
		this.client.learn(context, request.getURI(), response.getHeaders());
		return response;
	}

}
