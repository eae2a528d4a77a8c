package io.regioncache.web;

import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.caller.CallerContext;
import io.regioncache.caller.CallerScope;
import io.regioncache.ratelimit.CallerKey;
import io.regioncache.ratelimit.LimitNode;
import io.regioncache.ratelimit.RateLimitExceededException;
import io.regioncache.ratelimit.RateLimitPolicy;
import io.regioncache.ratelimit.RateLimitScope;
import io.regioncache.ratelimit.RedisDownPolicy;
import io.regioncache.testkit.RedisExtension;
import io.regioncache.web.StructuredFields.Item;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ServletRateLimitFilter}, {@link ReactiveRateLimitFilter} and what they
 * answer.
 */
class RateLimitFilterTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final RateLimitAnswers answers = new RateLimitAnswers(false);

	private final AtomicInteger passed = new AtomicInteger();

	private final FilterChain chain = (request, response) -> this.passed.incrementAndGet();

	private LimitNode node;

	@BeforeEach
	void connect() {
		this.node = LimitNode
			.at(redis.server().url(), policy("peruser", 60, Duration.ofMinutes(1), 2),
					policy("total", 1, Duration.ofHours(1), 5), policy("quick", 10, Duration.ofMillis(100), 10))
			.awaitAvailable();
	}

	@AfterEach
	void close() {
		this.node.close();
	}

	@Test
	void aResponseTellsTheLimitAsTheDraftSays() throws Exception {
		MockHttpServletResponse response = get(servlet(rule("peruser", CallerKey.PRINCIPAL)), "/api/a", "ann");
		assertThat(response.getStatus()).isEqualTo(200);
		assertThat(list(response, "RateLimit-Policy")).containsExactly(new Item("peruser", Map.of("q", 60L, "w", 60L)));
		assertThat(list(response, "RateLimit")).containsExactly(new Item("peruser", Map.of("r", 1L, "t", 1L)));
		assertThat(response.getHeaderNames()).doesNotContain("Retry-After", "X-RateLimit-Limit");
	}

	@Test
	void aRequestBeyondTheLimitIsAnsweredWithAProblem() throws Exception {
		ServletRateLimitFilter filter = servlet(rule("peruser", CallerKey.PRINCIPAL));
		get(filter, "/api/a", "ann");
		get(filter, "/api/a", "ann");
		MockHttpServletResponse response = get(filter, "/api/b", "ann");
		assertThat(this.passed).hasValue(2);
		assertThat(response.getStatus()).isEqualTo(429);
		assertThat(response.getHeader("Retry-After")).isEqualTo("1");
		assertThat(list(response, "RateLimit")).containsExactly(new Item("peruser", Map.of("r", 0L, "t", 1L)));
		assertProblem(response.getContentType(), response.getContentAsByteArray(), 429,
				"https://iana.org/assignments/http-problem-types#quota-exceeded");
		assertThat(get(filter, "/api/a", "bob").getStatus()).isEqualTo(200);
		assertThat(get(filter, "/other", "ann").getStatus()).as("does not count").isEqualTo(200);
	}

	@Test
	void severalLimitsAreToldTogetherAndTheSmallestInLegacyFields() throws Exception {
		ServletRateLimitFilter filter = new ServletRateLimitFilter(RateLimitPhase.AFTER_SECURITY,
				List.of(rule("quick", CallerKey.ALL), rule("total", CallerKey.ALL)), new RateLimitAnswers(true),
				() -> null);
		MockHttpServletResponse response = get(filter, "/api/a", "ann");
		assertThat(list(response, "RateLimit-Policy")).as("a window of a part of a second is left out")
			.containsExactly(new Item("quick", Map.of("q", 10L)), new Item("total", Map.of("q", 1L, "w", 3600L)));
		assertThat(list(response, "RateLimit")).extracting(Item::value).containsExactly("quick", "total");
		assertThat(response.getHeader("X-RateLimit-Limit")).isEqualTo("1");
		assertThat(response.getHeader("X-RateLimit-Remaining")).isEqualTo("4");
		assertThat(Long.parseLong(response.getHeader("X-RateLimit-Reset"))).isBetween(3000L, 3600L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "FORWARD", "INCLUDE", "ASYNC", "ERROR" })
	void aRequestThatIsDispatchedAgainCountsOnce(DispatcherType type) throws Exception {
		ServletRateLimitFilter filter = servlet(rule("total", CallerKey.ALL));
		MockHttpServletRequest request = request("/api/a", "ann");
		filter.doFilter(request, new MockHttpServletResponse(), (inner, response) -> {
			request.setDispatcherType(type);
			filter.doFilter(inner, response, this.chain);
		});
		// Once the first dispatch is over
		filter.doFilter(request, new MockHttpServletResponse(), (inner, response) -> {
			request.setDispatcherType(DispatcherType.FORWARD);
			filter.doFilter(inner, response, this.chain);
		});
		assertThat(this.passed).hasValue(2);
		assertThat(this.node.acquire("total", "ALL:").remaining()).isEqualTo(3);
	}

	@Test
	void callersWithoutANameAreToldApartByAddress() throws Exception {
		ServletRateLimitFilter filter = servlet(rule("peruser", CallerKey.PRINCIPAL));
		for (int i = 0; i < 3; i++) {
			String address = "203.0.113." + i;
			try (CallerScope binding = CallerContext.bind(new CallerContext(Map.of(), null, null, address))) {
				assertThat(get(filter, "/api/a", null).getStatus()).isEqualTo(200);
				assertThat(get(filter, "/api/a", null).getStatus()).isEqualTo(200);
				assertThat(get(filter, "/api/a", null).getStatus()).isEqualTo(429);
			}
		}
	}

	@Test
	void tenantsShareALimit() throws Exception {
		String[] tenant = { "acme" };
		ServletRateLimitFilter filter = new ServletRateLimitFilter(RateLimitPhase.AFTER_SECURITY,
				List.of(rule("peruser", CallerKey.TENANT)), this.answers, () -> tenant[0]);
		assertThat(get(filter, "/api/a", "ann").getStatus()).isEqualTo(200);
		assertThat(get(filter, "/api/a", "bob").getStatus()).isEqualTo(200);
		assertThat(get(filter, "/api/a", "cid").getStatus()).isEqualTo(429);
		tenant[0] = "emca";
		assertThat(get(filter, "/api/a", "ann").getStatus()).isEqualTo(200);
	}

	@Test
	void anExpressionMayGiveTheKey() throws Exception {
		ServletRateLimitFilter filter = servlet(rule("peruser", "header('X-Api-Key') + method"));
		MockHttpServletRequest request = request("/api/a", "ann");
		request.addHeader("X-Api-Key", "k1");
		filter.doFilter(request, new MockHttpServletResponse(), this.chain);
		assertThat(this.node.acquire("peruser", "value:k1GET").remaining()).isZero();
		assertThatIllegalStateException().isThrownBy(() -> get(servlet(rule("peruser", "#this")), "/api/a", "ann"))
			.withMessageContaining("The key '#this' of a rate limit gives a " + RateLimitedRequest.class.getName());
	}

	@Test
	void whereRedisIsDownAndTheLimitClosedTheServiceIsUnavailable() throws Exception {
		RateLimitPolicy closed = new RateLimitPolicy("closed", 1, Duration.ofSeconds(1), 1, RateLimitScope.REGION,
				RedisDownPolicy.CLOSED);
		try (LimitNode down = LimitNode.at("redis://127.0.0.1:1", closed)) {
			ServletRateLimitFilter filter = servlet(
					new RateLimitRule(down.limiters().get("closed"), paths(), RequestKey.of(CallerKey.ALL)));
			MockHttpServletResponse response = get(filter, "/api/a", "ann");
			assertThat(response.getStatus()).isEqualTo(503);
			assertThat(response.getHeader("Retry-After")).isEqualTo("1");
			assertThat(response.getHeader("RateLimit")).isNull();
			assertProblem(response.getContentType(), response.getContentAsByteArray(), 503,
					"https://iana.org/assignments/http-problem-types#temporary-reduced-capacity");
		}
	}

	@Test
	void reactiveApplicationsAnswerTheSame() {
		ReactiveRateLimitFilter filter = new ReactiveRateLimitFilter(RateLimitPhase.AFTER_SECURITY,
				List.of(rule("peruser", CallerKey.PRINCIPAL)), this.answers, () -> null);
		assertThat(exchange(filter, "/api/a", "ann").getResponse().getHeaders().get("RateLimit"))
			.containsExactly("\"peruser\";r=1;t=1");
		exchange(filter, "/api/a", "ann");
		MockServerWebExchange rejected = exchange(filter, "/api/a", "ann");
		assertThat(this.passed).hasValue(2);
		assertThat(rejected.getResponse().getStatusCode().value()).isEqualTo(429);
		assertThat(rejected.getResponse().getHeaders().getFirst("Retry-After")).isEqualTo("1");
		assertProblem(String.valueOf(rejected.getResponse().getHeaders().getContentType()),
				rejected.getResponse().getBodyAsString().block().getBytes(), 429,
				"https://iana.org/assignments/http-problem-types#quota-exceeded");
		exchange(filter, "/api/a", null);
		exchange(filter, "/other", "ann");
		assertThat(this.passed).hasValue(4);
	}

	@Test
	void aMethodBeyondItsLimitIsAnsweredWithAProblem() {
		for (int i = 0; i < 2; i++) {
			this.node.acquire("peruser", "ann");
		}
		ResponseEntity<byte[]> response = new RateLimitAdvice(this.answers)
			.rejected(new RateLimitExceededException(this.node.acquire("peruser", "ann")));
		assertThat(response.getStatusCode().value()).isEqualTo(429);
		assertThat(response.getHeaders().getFirst("Retry-After")).isEqualTo("1");
		assertProblem(String.valueOf(response.getHeaders().getContentType()), response.getBody(), 429,
				"https://iana.org/assignments/http-problem-types#quota-exceeded");
	}

	private static void assertProblem(String type, byte[] body, int status, String problem) {
		assertThat(type).isEqualTo("application/problem+json");
		JsonNode json = JsonMapper.shared().readTree(body);
		assertThat(json.get("type").stringValue()).isEqualTo(problem);
		assertThat(json.get("status").intValue()).isEqualTo(status);
		assertThat(json.get("title").stringValue()).startsWith("Request cannot be satisfied");
		assertThat(json.get("violated-policies").size()).isEqualTo(1);
	}

	private MockHttpServletResponse get(ServletRateLimitFilter filter, String path, String user)
			throws ServletException, IOException {
		MockHttpServletResponse response = new MockHttpServletResponse();
		filter.doFilter(request(path, user), response, this.chain);
		return response;
	}

	private MockServerWebExchange exchange(ReactiveRateLimitFilter filter, String path, String user) {
		MockServerWebExchange.Builder exchange = MockServerWebExchange.builder(MockServerHttpRequest.get(path));
		if (user != null) {
			exchange.principal(principal(user));
		}
		MockServerWebExchange built = exchange.build();
		filter.filter(built, (passed) -> Mono.fromRunnable(this.passed::incrementAndGet)).block(Duration.ofSeconds(20));
		return built;
	}

	private static MockHttpServletRequest request(String path, String user) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
		request.setUserPrincipal((user != null) ? principal(user) : null);
		return request;
	}

	private static Principal principal(String name) {
		return () -> name;
	}

	private static List<Item> list(MockHttpServletResponse response, String header) {
		return StructuredFields.list(response.getHeaders(header));
	}

	private ServletRateLimitFilter servlet(RateLimitRule rule) {
		return new ServletRateLimitFilter(RateLimitPhase.AFTER_SECURITY, List.of(rule), this.answers, () -> null);
	}

	private RateLimitRule rule(String limit, CallerKey key) {
		return new RateLimitRule(this.node.limiters().get(limit), paths(), RequestKey.of(key));
	}

	private RateLimitRule rule(String limit, String expression) {
		return new RateLimitRule(this.node.limiters().get(limit), paths(),
				RequestKey.of(new SpelExpressionParser().parseExpression(expression), new StandardEvaluationContext()));
	}

	private static List<PathPattern> paths() {
		return List.of(PathPatternParser.defaultInstance.parse("/api/**"));
	}

	private static RateLimitPolicy policy(String name, long limit, Duration window, long burst) {
		return new RateLimitPolicy(name, limit, window, burst, RateLimitScope.REGION, RedisDownPolicy.OPEN);
	}

}
