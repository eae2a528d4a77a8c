package io.regioncache.web;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyTokens;
import org.jspecify.annotations.Nullable;

/**
 * By what tokens come in with requests, and go out with responses.
 *
 * @param tokens reads and writes them
 * @param cookie the cookie, or {@code null} for none
 * @param header the name of the header, or {@code null} for none
 * @param cacheStatus whether responses tell by {@code Cache-Status} that a read was
 * answered with what may be too old
 */
public record TokenTransport(ConsistencyTokens tokens, @Nullable TokenCookie cookie, @Nullable String header,
		boolean cacheStatus) {

	/**
	 * A subdomain can add cookies of this name, but not make them valid. So few are
	 * looked at.
	 */
	private static final int MOST = 4;

	/**
	 * Return the context of a caller.
	 * @param cookies the values of the cookie
	 * @param headers the values of the header
	 * @return a new context
	 */
	ConsistencyContext open(Collection<String> cookies, Collection<String> headers) {
		List<String> texts = new ArrayList<>(2);
		cookies.stream().limit(MOST).forEach(texts::add);
		headers.stream().limit(MOST).forEach(texts::add);
		return this.tokens.open(texts);
	}

}
