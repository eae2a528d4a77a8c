package io.regioncache.web;

import java.security.Principal;
import java.util.Locale;
import java.util.Map;

import io.regioncache.caller.CallerContext;
import io.regioncache.caller.SupportedLocales;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Puts the locale of the caller, and how to learn who it is, into the Reactor context of
 * each request, inside of security.
 */
public final class ReactiveCallerFilter implements WebFilter, Ordered {

	private final SupportedLocales locales;

	/**
	 * Create a filter.
	 * @param locales stand for those that callers ask for
	 */
	public ReactiveCallerFilter(SupportedLocales locales) {
		this.locales = locales;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - 100;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		@Nullable Locale asked = exchange.getLocaleContext().getLocale();
		@Nullable Locale locale = (asked != null) ? this.locales.closest(asked) : null;
		// Not asked for yet: it may have to be read from a session.
		Mono<String> principal = exchange.getPrincipal()
			.map(Principal::getName)
			.map(CallerContext::principal)
			.defaultIfEmpty(CallerContext.ANONYMOUS);
		return chain.filter(exchange)
			.contextWrite((context) -> context
				.put(CallerContext.class, with(context.getOrDefault(CallerContext.class, null), locale))
				.put(CallerContext.PRINCIPAL, principal));
	}

	private static CallerContext with(@Nullable CallerContext known, @Nullable Locale locale) {
		return (known != null) ? new CallerContext(known.attributes(), locale, null, known.address())
				: new CallerContext(Map.of(), locale, null, null);
	}

}
