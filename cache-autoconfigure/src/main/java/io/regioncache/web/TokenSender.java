package io.regioncache.web;

import java.util.ArrayList;
import java.util.List;

import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.TimestampedToken;
import io.regioncache.consistency.IssuedToken;
import org.jspecify.annotations.Nullable;

/**
 * Tells a caller its new token with the response, as late as possible: whatever is
 * written after the response has been committed cannot be told.
 * <p>
 * A response that carries a token is made private, for no user may be given the token of
 * another. Where only reads have changed it, and shared caches may store the response,
 * the token is left out instead.
 */
final class TokenSender {

	private static final String CACHE_STATUS = "Cache-Status";

	private static final String OURS = "RegionCache;";

	private final TokenTransport transport;

	private final ConsistencyContext context;

	private @Nullable TimestampedToken sent;

	TokenSender(TokenTransport transport, ConsistencyContext context) {
		this.transport = transport;
		this.context = context;
	}

	ConsistencyContext context() {
		return this.context;
	}

	/**
	 * What has been sent so far may be gone, or no longer be private.
	 */
	void headersChanged() {
		this.sent = null;
	}

	/**
	 * Set the headers, if there is anything to tell that was not told yet. Waits for the
	 * region to tell what was shown.
	 * @param headers the headers of a response that is not committed yet
	 */
	void send(ResponseHeaders headers) {
		this.context.settle().join();
		sendSettled(headers);
	}

	/**
	 * The same where the context has settled.
	 * @param headers the headers of a response that is not committed yet
	 */
	void sendSettled(ResponseHeaders headers) {
		if (this.transport.cacheStatus()) {
			tellStatus(headers);
		}
		TimestampedToken token = this.context.dated();
		IssuedToken issued = isDue(token, headers) ? this.transport.tokens().issued(this.context) : null;
		if (issued != null) {
			tell(issued, headers);
			this.sent = token;
		}
	}

	/**
	 * Whether a token is to be sent. What was only read does not make a shared response
	 * private.
	 */
	private boolean isDue(TimestampedToken token, ResponseHeaders headers) {
		return token != this.sent && this.context.isToBeSent()
				&& (this.context.isRenewed() || !Cacheability.isShared(headers));
	}

	private void tell(IssuedToken token, ResponseHeaders headers) {
		TokenCookie cookie = this.transport.cookie();
		if (cookie != null) {
			headers.set(cookie.with(token));
		}
		String header = this.transport.header();
		if (header != null) {
			headers.set(header, List.of(token.text()));
		}
		Cacheability.makePrivate(headers);
	}

	private void tellStatus(ResponseHeaders headers) {
		String flagged = this.context.flagged();
		int detours = this.context.detours();
		if (flagged == null && detours == 0) {
			return;
		}
		List<String> lines = new ArrayList<>(headers.get(CACHE_STATUS));
		lines.removeIf((line) -> line.startsWith(OURS));
		lines.add(OURS + " detail=\"" + ((flagged != null) ? "flagged: " + flagged : "detours: " + detours) + "\"");
		headers.set(CACHE_STATUS, lines);
	}

}
