package io.regioncache.web;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.store.log.Position;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

import static io.regioncache.web.WebTokens.COOKIE;
import static io.regioncache.web.WebTokens.FORGER;
import static io.regioncache.web.WebTokens.HEADER;
import static io.regioncache.web.WebTokens.TOKENS;
import static io.regioncache.web.WebTokens.text;
import static io.regioncache.web.WebTokens.token;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactiveTokenFilter} in a real server, without and with Reactor's
 * automatic context propagation.
 */
class ReactiveTokenFilterTests {

	private static AnnotationConfigApplicationContext context;

	private static WebServer server;

	@BeforeAll
	static void start() {
		context = new AnnotationConfigApplicationContext(Application.class);
		DisposableServer netty = HttpServer.create()
			.host("localhost")
			.port(0)
			.handle(new ReactorHttpHandlerAdapter(WebHttpHandlerBuilder.applicationContext(context).build()))
			.bindNow(Duration.ofSeconds(20));
		server = new WebServer() {

			@Override
			public int port() {
				return netty.port();
			}

			@Override
			public void close() {
				netty.disposeNow(Duration.ofSeconds(20));
			}

		};
	}

	@AfterAll
	static void stop() {
		server.close();
		context.close();
	}

	@Test
	void readsTheCookieAndTheHeader() {
		assertThat(server.get("/read", "Cookie", COOKIE + "=" + text(5)).body()).isEqualTo("[us@1:5]");
		assertThat(server.get("/read", HEADER, text(5)).body()).isEqualTo("[us@1:5]");
		assertThat(server.get("/read", "Cookie", COOKIE + "=" + text(5), HEADER, text(6)).body()).isEqualTo("[us@1:6]");
		assertThat(server.get("/read", HEADER, FORGER.issue(token(5))).body()).isEqualTo("[]");
	}

	@Test
	void sendsNothingToACallerThatOnlyReads() {
		for (HttpResponse<String> response : List.of(server.get("/read"), server.get("/read", HEADER, text(5)))) {
			assertThat(response.headers().map()).doesNotContainKeys("set-cookie", HEADER, "cache-control");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/write", "/write-elsewhere", "/write-before-a-stream", "/fail" })
	void tellsWhatWasWritten(String path) {
		HttpResponse<String> response = server.get(path);
		assertThat(TOKENS.read(response.headers().firstValue(HEADER).orElse(null))).isEqualTo(token(7));
		assertThat(response.headers().allValues("set-cookie")).singleElement()
			.satisfies((cookie) -> assertThat(cookie).matches(COOKIE + "=[A-Za-z0-9_-]{80,256}; .*")
				.containsIgnoringCase("; HttpOnly")
				.contains("; Path=/", "; Max-Age=30", "; Secure", "; SameSite=Lax"));
		assertThat(response.headers().allValues("cache-control")).containsExactly("private, no-store");
	}

	@Test
	void takesAnAnswerWithATokenFromSharedCaches() {
		assertThat(server.get("/shared-write").headers().allValues("cache-control"))
			.containsExactly("max-age=10, private");
	}

	@Test
	void takesAnAnswerWithATokenFromEveryDeliveryNetwork() {
		assertThat(server.get("/delivered-write").headers().map())
			.containsEntry("netlify-cdn-cache-control", List.of("no-store"))
			.containsEntry("edge-control", List.of("no-store"))
			.containsEntry("x-accel-expires", List.of("0"))
			.containsKey(HEADER.toLowerCase(Locale.ROOT));
	}

	@Test
	void tellsOfFlaggedReads() {
		assertThat(server.get("/flag").headers().allValues("cache-status"))
			.containsExactly("RegionCache; detail=\"flagged: budget\"");
	}

	@Test
	void bindsTheContextWherePropagationIsAutomatic() {
		assertThat(server.get("/bound", HEADER, text(5)).body()).isEqualTo("[]");
		Hooks.enableAutomaticContextPropagation();
		try {
			HttpResponse<String> response = server.get("/bound", HEADER, text(5));
			assertThat(response.body()).isEqualTo("[us@1:5]");
			assertThat(server.get("/bound").body()).isEqualTo("[]");
		}
		finally {
			Hooks.disableAutomaticContextPropagation();
		}
	}

	@RestController
	@EnableWebFlux
	static class Application {

		@Bean
		ReactiveTokenFilter reactiveTokenFilter() {
			return new ReactiveTokenFilter(WebTokens.TRANSPORT);
		}

		@GetMapping(path = "/read", produces = MediaType.TEXT_PLAIN_VALUE)
		Mono<String> read() {
			return context().map((context) -> context.token().toString());
		}

		@GetMapping(path = "/bound", produces = MediaType.TEXT_PLAIN_VALUE)
		Mono<String> bound() {
			return Mono.just("ignored")
				.publishOn(Schedulers.parallel())
				.map((ignored) -> ConsistencyToken.current().toString());
		}

		@GetMapping("/write")
		Mono<Void> write() {
			return context().doOnNext(Application::wrote).then();
		}

		@GetMapping("/write-elsewhere")
		Mono<String> writeElsewhere() {
			return context().publishOn(Schedulers.parallel()).doOnNext(Application::wrote).map((ignored) -> "done");
		}

		@GetMapping(path = "/write-before-a-stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> writeBeforeAStream() {
			return context().doOnNext(Application::wrote).thenMany(Flux.just("a", "b"));
		}

		@GetMapping("/fail")
		Mono<String> fail() {
			return context().doOnNext(Application::wrote)
				.flatMap((ignored) -> Mono.error(new ResponseStatusException(HttpStatus.CONFLICT)));
		}

		@GetMapping("/flag")
		Mono<Void> flag() {
			return context().doOnNext((context) -> context.flag("budget")).then();
		}

		@GetMapping("/shared-write")
		Mono<String> sharedWrite(ServerWebExchange exchange) {
			exchange.getResponse().getHeaders().setCacheControl("public, s-maxage=60, max-age=10");
			return context().doOnNext(Application::wrote).map((ignored) -> "done");
		}

		@GetMapping("/delivered-write")
		Mono<String> deliveredWrite(ServerWebExchange exchange) {
			HttpHeaders headers = exchange.getResponse().getHeaders();
			headers.set("Netlify-CDN-Cache-Control", "public, max-age=60");
			// As late as a header can be set.
			exchange.getResponse()
				.beforeCommit(() -> Mono.fromRunnable(() -> headers.set("Edge-Control", "cache-maxage=60")));
			exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> headers.set("X-Accel-Expires", "60")));
			return context().doOnNext(Application::wrote).map((ignored) -> "done");
		}

		private static Mono<ConsistencyContext> context() {
			return Mono.deferContextual((view) -> Mono.just(view.get(ConsistencyContext.class)));
		}

		private static void wrote(ConsistencyContext context) {
			context.wrote("us", new Position(1, 7));
		}

	}

}
