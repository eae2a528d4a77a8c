package io.regioncache.web;

import java.io.File;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;

import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static io.regioncache.web.WebTokens.HEADER;
import static io.regioncache.web.WebTokens.TOKENS;
import static io.regioncache.web.WebTokens.text;
import static io.regioncache.web.WebTokens.token;
import static io.regioncache.web.WebTokens.wrote;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServletTokenFilter} around controllers of Spring MVC that answer
 * later.
 */
class AsyncMvcTests {

	private static WebServer server;

	@BeforeAll
	static void start(@TempDir File directory) {
		AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
		context.register(Controller.class);
		server = new TomcatServer(directory, new ServletTokenFilter(WebTokens.TRANSPORT),
				new DispatcherServlet(context));
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void bindsTheContextToTheThreadThatComputesTheResult() {
		for (String path : List.of("/callable", "/mono", "/plain")) {
			HttpResponse<String> response = server.get(path, HEADER, text(5));
			assertThat(response.body()).as(path).isEqualTo("[us@1:5]");
			assertThat(TOKENS.read(response.headers().firstValue(HEADER).orElse(null))).as(path).isEqualTo(token(7));
		}
	}

	@Test
	void tellsWhatWasWrittenBeforeAStreamBegins() {
		HttpResponse<String> response = server.get("/stream");
		assertThat(response.body()).isEqualTo("streamed");
		assertThat(TOKENS.read(response.headers().firstValue(HEADER).orElse(null))).isEqualTo(token(7));
	}

	@Test
	void leavesNoContextOnAThread() {
		for (int i = 0; i < 20; i++) {
			server.get("/callable", HEADER, text(5));
			assertThat(server.get("/callable").body()).isEqualTo("[]");
		}
	}

	@RestController
	@EnableWebMvc
	static class Controller {

		@GetMapping(path = "/plain", produces = MediaType.TEXT_PLAIN_VALUE)
		String plain() {
			return writeAndTell();
		}

		@GetMapping(path = "/callable", produces = MediaType.TEXT_PLAIN_VALUE)
		Callable<String> callable() {
			return this::writeAndTell;
		}

		@GetMapping(path = "/mono", produces = MediaType.TEXT_PLAIN_VALUE)
		Mono<String> mono() {
			return Mono.deferContextual((view) -> {
				try (ConsistencyContext.Binding binding = ConsistencyContext.bind(view.get(ConsistencyContext.class))) {
					return Mono.just(writeAndTell());
				}
			}).subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping("/stream")
		StreamingResponseBody stream() {
			return (stream) -> {
				wrote(7);
				stream.write("streamed".getBytes());
			};
		}

		private String writeAndTell() {
			String before = ConsistencyToken.current().toString();
			wrote(7);
			return before;
		}

	}

}
