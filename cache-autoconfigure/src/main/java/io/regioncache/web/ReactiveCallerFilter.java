package io.regioncache.web;

import java.security.Principal;
import java.util.Locale;

import io.regioncache.caller.CallerContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Puts the locale of the caller, and who it is, into the Reactor context of each request,
 * once security has told.
 */
public final class ReactiveCallerFilter implements WebFilter, Ordered {

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - 100;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		return exchange.getPrincipal()
			.map(Principal::getName)
			.map(CallerContext::principal)
			.defaultIfEmpty(CallerContext.ANONYMOUS)
			.flatMap((principal) -> filter(exchange, chain, principal));
	}

	private static Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain, String principal) {
		@Nullable Locale locale = exchange.getLocaleContext().getLocale();
		return chain.filter(exchange).contextWrite((context) -> {
			CallerContext known = context.getOrDefault(CallerContext.class, null);
			String country = (known != null) ? known.country() : CallerContext.UNKNOWN_COUNTRY;
			return context.put(CallerContext.class, new CallerContext(country, locale, principal));
		});
	}

}
