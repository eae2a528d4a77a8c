package io.regioncache.web;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.regioncache.testkit.RedisExtension;
import io.regioncache.web.StructuredFields.Item;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static io.regioncache.testkit.Patience.awaitThroughErrors;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits of requests to real servers, Tomcat and Netty, before and after Spring Security.
 */
class RateLimitServersTests {

	private static final List<String> CLAIMS = List.of("Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP",
			"CF-Connecting-IP", "Fastly-Client-IP", "X-Cluster-Client-IP", "X-Original-Forwarded-For",
			"X-Envoy-External-Address", "X-Api-Key");

	/** So many headers a server takes, with those of the client. */
	private static final int FORGED_A_REQUEST = 80;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private static final Map<WebApplicationType, ConfigurableApplicationContext> running = new EnumMap<>(
			WebApplicationType.class);

	private final HttpClient client = HttpClient.newHttpClient();

	@AfterAll
	static void stop() {
		running.values().forEach(ConfigurableApplicationContext::close);
		running.clear();
	}

	@ParameterizedTest
	@EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void aRequestCountsOnceHoweverOftenItIsDispatched(WebApplicationType type) {
		long before = left(type);
		assertThat(get(type, "/open/async", null).body()).isEqualTo("later");
		assertThat(get(type, "/open/failing", null).statusCode()).isEqualTo(500);
		assertThat(get(type, "/open/missing", null).statusCode()).isEqualTo(404);
		int more = 0;
		if (type == WebApplicationType.SERVLET) {
			assertThat(get(type, "/open/forward", null).body()).isEqualTo("plain");
			more = 1;
		}
		assertThat(left(type)).isEqualTo(before - 4 - more);
	}

	@ParameterizedTest
	@EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void tenThousandForgedHeadersChangeNoKey(WebApplicationType type) {
		long before = left(type);
		for (int request = 0; request < 10_000 / FORGED_A_REQUEST; request++) {
			HttpRequest.Builder forged = request(type, "/open/plain", null);
			for (int i = 0; i < FORGED_A_REQUEST; i++) {
				String address = "203.0.%d.%d".formatted(request, i);
				forged.header((i < CLAIMS.size()) ? CLAIMS.get(i) : "X-Forwarded-For",
						(i == 0) ? "for=" + address : address);
			}
			assertThat(send(forged).statusCode()).isEqualTo(200);
		}
		assertThat(left(type)).isEqualTo(before - 10_000 / FORGED_A_REQUEST - 1);
		assertThat(redis.admin().list("KEYS", "*:limit:address:*")).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void anAddressIsCountedBeforeSpringSecurityAndAUserAfterIt(WebApplicationType type) {
		assertThat(Stream.generate(() -> get(type, "/login", null).statusCode()).limit(5)).containsExactly(401, 401,
				401, 429, 429);
		assertThat(Stream.generate(() -> get(type, "/user/plain", null).statusCode()).limit(5)).containsOnly(401);
		assertThat(redis.admin().list("KEYS", "*:limit:user:*")).as("a request without access consumes nothing")
			.isEmpty();
		assertThat(Stream.generate(() -> get(type, "/user/plain", "ann").statusCode()).limit(5)).containsExactly(200,
				200, 200, 429, 429);
		assertThat(get(type, "/user/plain", "bob").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void aClientIsToldWhenToComeAgainInFieldsThatFollowTheGrammar(WebApplicationType type) {
		HttpResponse<String> admitted = get(type, "/user/plain", "ann");
		assertThat(list(admitted, "RateLimit-Policy")).containsExactly(new Item("user", Map.of("q", 1L, "w", 3600L)));
		assertThat(list(admitted, "RateLimit")).extracting((item) -> item.parameters().get("r")).containsExactly(2L);
		get(type, "/user/plain", "ann");
		get(type, "/user/plain", "ann");
		HttpResponse<String> rejected = get(type, "/user/plain", "ann");
		assertThat(rejected.statusCode()).isEqualTo(429);
		assertThat(list(rejected, "RateLimit")).extracting((item) -> item.parameters().get("r")).containsExactly(0L);
		assertThat(Long.parseLong(rejected.headers().firstValue("Retry-After").orElse("none"))).isBetween(3500L, 3600L);
		assertThat(rejected.headers().firstValue("X-RateLimit-Remaining")).hasValue("0");
		assertThat(rejected.headers().firstValue("Content-Type").orElse("none")).startsWith("application/problem+json");
		assertThat(rejected.body()).contains("\"status\":429").contains("\"violated-policies\":[\"user\"]");
	}

	/**
	 * Ask how many calls are left; this is one of them.
	 */
	private long left(WebApplicationType type) {
		Item item = list(get(type, "/open/plain", null), "RateLimit").get(0);
		return (Long) item.parameters().get("r");
	}

	private static List<Item> list(HttpResponse<String> response, String field) {
		return StructuredFields.list(response.headers().allValues(field));
	}

	private HttpResponse<String> get(WebApplicationType type, String path, @Nullable String user) {
		return send(request(type, path, user));
	}

	private static HttpRequest.Builder request(WebApplicationType type, String path, @Nullable String user) {
		String port = application(type).getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
		if (user != null) {
			byte[] credentials = (user + ':' + user).getBytes(StandardCharsets.UTF_8);
			request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
		}
		return request;
	}

	/**
	 * Send it until Redis is there: a busy machine may take it for dead for a moment.
	 */
	private HttpResponse<String> send(HttpRequest.Builder request) {
		AtomicReference<HttpResponse<String>> response = new AtomicReference<>();
		awaitThroughErrors(() -> {
			response.set(this.client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
			return response.get().statusCode() != 503;
		});
		return response.get();
	}

	private static ConfigurableApplicationContext application(WebApplicationType type) {
		return running.computeIfAbsent(type,
				(each) -> new SpringApplicationBuilder(
						(each == WebApplicationType.SERVLET) ? LimitedServlets.class : LimitedExchanges.class)
					.web(each)
					.properties("server.port=0", "spring.main.banner-mode=off", "spring.application.name=app",
							"regions.endpoints.a.url=" + redis.server().url(), "regions.command-timeout=10s",
							"regions.rate-limit-x-headers=true")
					.properties(limit("address", 1000, "/open/**,/error", "client-address"))
					.properties(limit("login", 3, "/login", "client-address"))
					.properties(limit("user", 3, "/user/**", "principal"))
					.run());
	}

	private static String[] limit(String name, int burst, String paths, String key) {
		String prefix = "regions.rate-limits." + name + '.';
		return new String[] { prefix + "limit=1", prefix + "window=1h", prefix + "burst=" + burst,
				prefix + "paths=" + paths, prefix + "key=" + key, prefix + "when-redis-is-down=closed" };
	}

}
