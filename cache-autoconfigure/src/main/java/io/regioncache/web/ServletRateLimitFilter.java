package io.regioncache.web;

import java.io.IOException;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.regioncache.caller.CallerContext;
import io.regioncache.ratelimit.RateLimitCharge;
import io.regioncache.ratelimit.RateLimitDecision;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Rejects requests beyond a limit, in a servlet application. A request counts once,
 * however often it is dispatched.
 */
public final class ServletRateLimitFilter extends OncePerRequestFilter {

	private final List<RateLimitRule> rules;

	private final RateLimitAnswers answers;

	private final Supplier<@Nullable Object> tenant;

	private final String counted;

	/**
	 * Create a filter.
	 * @param phase when it filters
	 * @param rules which requests count towards which limits
	 * @param answers what clients are told
	 * @param tenant gives the tenant of the current caller
	 */
	public ServletRateLimitFilter(RateLimitPhase phase, List<RateLimitRule> rules, RateLimitAnswers answers,
			Supplier<@Nullable Object> tenant) {
		this.rules = List.copyOf(rules);
		this.answers = answers;
		this.tenant = tenant;
		this.counted = getClass().getName() + '.' + phase;
	}

	@Override
	protected String getAlreadyFilteredAttributeName() {
		return this.counted + ".FILTERED";
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		PathContainer path = RequestPath.parse(request.getRequestURI(), request.getContextPath())
			.pathWithinApplication();
		List<RateLimitRule> matching = RateLimitRule.matching(this.rules, path);
		// Still there when the request is dispatched again after an asynchronous answer
		boolean counts = !matching.isEmpty() && request.getAttribute(this.counted) == null;
		if (!counts || isAdmitted(matching, limited(request, path.value()), request, response)) {
			chain.doFilter(request, response);
		}
	}

	private boolean isAdmitted(List<RateLimitRule> matching, RateLimitedRequest limited, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		request.setAttribute(this.counted, true);
		List<RateLimitCharge> charges = matching.stream().map((rule) -> rule.charge(limited)).toList();
		List<RateLimitDecision> decisions = RateLimitCharge.all(charges).join();
		for (Map.Entry<String, String> field : this.answers.fields(decisions)) {
			response.addHeader(field.getKey(), field.getValue());
		}
		RateLimitDecision last = decisions.get(decisions.size() - 1);
		if (!last.admitted()) {
			reject(response, last);
		}
		return last.admitted();
	}

	private RateLimitedRequest limited(HttpServletRequest request, String path) {
		Principal principal = request.getUserPrincipal();
		return new RateLimitedRequest(request.getMethod(), path, (principal != null) ? principal.getName() : null,
				this.tenant.get(), CallerContext.current(), (name) -> Collections.list(request.getHeaders(name)));
	}

	private static void reject(HttpServletResponse response, RateLimitDecision decision) throws IOException {
		byte[] problem = RateLimitAnswers.problem(decision);
		response.setStatus(RateLimitAnswers.status(decision).value());
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setContentLength(problem.length);
		response.getOutputStream().write(problem);
	}

}
