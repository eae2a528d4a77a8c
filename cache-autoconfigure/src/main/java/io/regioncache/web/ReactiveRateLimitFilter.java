package io.regioncache.web;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.regioncache.caller.CallerContext;
import io.regioncache.caller.CallerScope;
import io.regioncache.caller.ThreadLocals;
import io.regioncache.ratelimit.RateLimitCharge;
import io.regioncache.ratelimit.RateLimitDecision;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Rejects requests beyond a limit, in a reactive application.
 */
public final class ReactiveRateLimitFilter implements WebFilter, Ordered {

	private final RateLimitPhase phase;

	private final List<RateLimitRule> rules;

	private final RateLimitAnswers answers;

	private final Supplier<@Nullable Object> tenant;

	/**
	 * Create a filter.
	 * @param phase when it filters
	 * @param rules which requests count towards which limits
	 * @param answers what clients are told
	 * @param tenant gives the tenant of the current caller
	 */
	public ReactiveRateLimitFilter(RateLimitPhase phase, List<RateLimitRule> rules, RateLimitAnswers answers,
			Supplier<@Nullable Object> tenant) {
		this.phase = phase;
		this.rules = List.copyOf(rules);
		this.answers = answers;
		this.tenant = tenant;
	}

	@Override
	public int getOrder() {
		return this.phase.getOrder();
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		List<RateLimitRule> matching = RateLimitRule.matching(this.rules,
				exchange.getRequest().getPath().pathWithinApplication());
		if (matching.isEmpty()) {
			return chain.filter(exchange);
		}
		// Whatever comes next must not run on the thread that receives answers of Redis
		return limited(exchange).flatMap((request) -> Mono.fromFuture(charge(matching, request)))
			.publishOn(Schedulers.parallel())
			.flatMap((decisions) -> answer(decisions, exchange, chain));
	}

	private static CompletableFuture<List<RateLimitDecision>> charge(List<RateLimitRule> rules,
			RateLimitedRequest request) {
		return RateLimitCharge.all(rules.stream().map((rule) -> rule.charge(request)).toList());
	}

	private Mono<RateLimitedRequest> limited(ServerWebExchange exchange) {
		Mono<Optional<String>> principal = (this.phase == RateLimitPhase.AFTER_SECURITY)
				? exchange.getPrincipal().map(Principal::getName).map(Optional::of).defaultIfEmpty(Optional.empty())
				: Mono.just(Optional.empty());
		return principal.flatMap((name) -> Mono.deferContextual(
				(context) -> Mono.fromSupplier(() -> limited(exchange.getRequest(), name.orElse(null), context))));
	}

	private RateLimitedRequest limited(ServerHttpRequest request, @Nullable String principal, ContextView context) {
		@Nullable CallerContext caller = context.getOrDefault(CallerContext.class, null);
		@Nullable Object known;
		try (CallerScope propagated = ThreadLocals.bindFrom(context, caller)) {
			known = this.tenant.get();
		}
		return new RateLimitedRequest(request.getMethod().name(), request.getPath().pathWithinApplication().value(),
				principal, known, caller, (name) -> request.getHeaders().getOrEmpty(name));
	}

	private Mono<Void> answer(List<RateLimitDecision> decisions, ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpResponse response = exchange.getResponse();
		for (Map.Entry<String, String> field : this.answers.fields(decisions)) {
			response.getHeaders().add(field.getKey(), field.getValue());
		}
		RateLimitDecision last = decisions.get(decisions.size() - 1);
		return last.admitted() ? chain.filter(exchange) : reject(response, last);
	}

	private static Mono<Void> reject(ServerHttpResponse response, RateLimitDecision decision) {
		response.setStatusCode(RateLimitAnswers.status(decision));
		response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		return response
			.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(RateLimitAnswers.problem(decision))));
	}

}
