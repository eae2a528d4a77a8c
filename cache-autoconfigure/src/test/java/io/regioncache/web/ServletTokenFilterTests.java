package io.regioncache.web;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.consistency.TokenOutcome;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.regioncache.web.WebTokens.COOKIE;
import static io.regioncache.web.WebTokens.FORGER;
import static io.regioncache.web.WebTokens.HEADER;
import static io.regioncache.web.WebTokens.TOKENS;
import static io.regioncache.web.WebTokens.current;
import static io.regioncache.web.WebTokens.saw;
import static io.regioncache.web.WebTokens.text;
import static io.regioncache.web.WebTokens.token;
import static io.regioncache.web.WebTokens.wrote;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServletTokenFilter} in a real container, which decides when a response
 * is committed.
 */
class ServletTokenFilterTests {

	private static WebServer server;

	@BeforeAll
	static void start(@TempDir File directory) {
		TomcatServer.Handler handler = ServletTokenFilterTests::handle;
		server = new TomcatServer(directory, new ServletTokenFilter(WebTokens.TRANSPORT), handler.servlet());
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static void handle(HttpServletRequest request, HttpServletResponse response)
			throws IOException, ServletException {
		switch (request.getRequestURI()) {
			case "/read" -> response.getWriter().print(ConsistencyToken.current());
			case "/see" -> saw(4);
			case "/write" -> wrote(7);
			case "/write-and-answer" -> {
				wrote(7);
				response.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
			}
			case "/write-late" -> writeLate(response);
			case "/write-too-late" -> {
				response.flushBuffer();
				wrote(7);
			}
			case "/write-twice" -> writeTwice(response);
			case "/print" -> print(response);
			case "/redirect" -> {
				wrote(7);
				response.sendRedirect("/read");
			}
			case "/fail" -> {
				wrote(7);
				response.sendError(404);
			}
			case "/throw" -> {
				wrote(7);
				throw new ServletException("expected");
			}
			case "/error" -> response.getWriter().print("error " + ConsistencyToken.current());
			case "/reset" -> reset(response);
			case "/forward" -> request.getRequestDispatcher("/write-and-answer").forward(request, response);
			case "/dispatch" -> dispatch(request, response);
			case "/complete" -> complete(request, response);
			case "/shared-write" -> {
				response.setHeader("Cache-Control", "public, s-maxage=60, max-age=10");
				response.setHeader("CDN-Cache-Control", "max-age=600");
				wrote(7);
			}
			case "/shared-write-before-it-is-shared" -> {
				wrote(7);
				response.getWriter().print("answer");
				response.setHeader("Cache-Control", "public, max-age=10");
			}
			case "/delivered-write" -> {
				response.setHeader("Netlify-CDN-Cache-Control", "public, max-age=60");
				response.setIntHeader("X-Accel-Expires", 60);
				wrote(7);
				response.getWriter().print("answer");
				response.setHeader("Edge-Control", "cache-maxage=60");
				response.setIntHeader("X-Edge-Cache-TTL", 60);
				response.addDateHeader("X-Cache-Expires", 4_000_000_000_000L);
			}
			case "/shared-see" -> {
				response.setHeader("Cache-Control", "max-age=10");
				saw(4);
			}
			case "/secured-see" -> {
				saw(4);
				response.getOutputStream().write('a');
				// As Spring Security does, which comes later.
				if (response.getHeader("Cache-Control") == null) {
					response.setHeader("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");
				}
			}
			case "/private-see" -> {
				response.setHeader("Cache-Control", "private, max-age=10");
				saw(4);
			}
			case "/flag" -> current().flag("budget");
			case "/detour" -> current().detoured();
			default -> throw new IllegalArgumentException(request.getRequestURI());
		}
	}

	private static void writeLate(HttpServletResponse response) throws IOException {
		OutputStream stream = response.getOutputStream();
		stream.write('a');
		wrote(7);
		// More than any buffer holds: it is committed in the middle.
		stream.write(new byte[1_000_000]);
	}

	private static void writeTwice(HttpServletResponse response) throws IOException {
		response.addCookie(new Cookie("theirs", "1"));
		wrote(6);
		response.getOutputStream().write('a');
		response.addCookie(new Cookie("others", "2"));
		wrote(7);
		response.getOutputStream().write('b');
	}

	private static void print(HttpServletResponse response) throws IOException {
		PrintWriter writer = response.getWriter();
		writer.println();
		wrote(7);
		writer.printf("%s and %d", "text", 1);
		writer.append("!").flush();
		assertThat(writer.checkError()).isFalse();
	}

	private static void reset(HttpServletResponse response) throws IOException {
		wrote(7);
		response.getWriter().print("thrown away");
		response.reset();
		response.getWriter().print("kept");
	}

	private static void dispatch(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (request.getDispatcherType() == DispatcherType.ASYNC) {
			response.getWriter().print("dispatched " + ConsistencyToken.current());
			return;
		}
		ConsistencyContext context = current();
		AsyncContext async = request.startAsync(request, response);
		CompletableFuture.runAsync(() -> {
			try (ConsistencyContext.Binding binding = ConsistencyContext.bind(context)) {
				wrote(7);
			}
			async.dispatch();
		});
	}

	private static void complete(HttpServletRequest request, HttpServletResponse response) {
		ConsistencyContext context = current();
		AsyncContext async = request.startAsync(request, response);
		CompletableFuture.runAsync(() -> {
			try (ConsistencyContext.Binding binding = ConsistencyContext.bind(context)) {
				wrote(7);
				async.getResponse().getWriter().print("completed");
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			finally {
				async.complete();
			}
		});
	}

	@Test
	void readsTheCookieAndTheHeader() {
		assertThat(server.get("/read", "Cookie", "other=1; " + COOKIE + "=" + text(5)).body()).isEqualTo("[us@1:5]");
		assertThat(server.get("/read", HEADER, text(5)).body()).isEqualTo("[us@1:5]");
		assertThat(server.get("/read", "Cookie", COOKIE + "=" + text(5), HEADER, text(6)).body()).isEqualTo("[us@1:6]");
	}

	@Test
	void sendsNothingToACallerThatOnlyReads() {
		for (HttpResponse<String> response : List.of(server.get("/read"), server.get("/see"),
				server.get("/read", HEADER, text(5)))) {
			assertThat(response.headers().map()).doesNotContainKeys("set-cookie", HEADER, "cache-control");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/write", "/write-and-answer", "/write-late", "/print", "/redirect", "/fail", "/throw",
			"/reset", "/forward", "/dispatch", "/complete", "/shared-write", "/shared-write-before-it-is-shared" })
	void tellsWhatWasWritten(String path) {
		HttpResponse<String> response = server.get(path);
		assertThat(TOKENS.read(response.headers().firstValue(HEADER).orElse(null))).isEqualTo(token(7));
		assertThat(cookies(response)).singleElement()
			.satisfies(
					(cookie) -> assertThat(TOKENS.read(cookie.substring(0, cookie.indexOf(';')))).isEqualTo(token(7)));
		assertThat(response.headers().firstValue("cache-control"))
			.hasValueSatisfying((value) -> assertThat(value).contains("private").doesNotContain("public", "s-maxage"));
	}

	@Test
	void bindsTheSameContextToEveryDispatch() {
		assertThat(server.get("/dispatch").body()).isEqualTo("dispatched [us@1:7]");
		assertThat(server.get("/fail").body()).isEqualTo("error [us@1:7]");
		assertThat(server.get("/forward").body()).isEqualTo("answer");
		assertThat(server.get("/reset").body()).isEqualTo("kept");
		assertThat(server.get("/print").body()).isEqualTo(System.lineSeparator() + "text and 1!");
	}

	@Test
	void cookieStaysWithTheBrowserAndThisSite() {
		String cookie = cookies(server.get("/write")).get(0);
		assertThat(cookie)
			.matches("[A-Za-z0-9_-]{80,256}; Path=/; Max-Age=30; Expires=[^;]+; Secure; HttpOnly; SameSite=Lax");
	}

	@Test
	void tellsOnceHoweverOftenIsWritten() {
		HttpResponse<String> response = server.get("/write-twice");
		assertThat(response.headers().allValues("set-cookie")).hasSize(3)
			.anyMatch((cookie) -> cookie.startsWith("theirs=1"))
			.anyMatch((cookie) -> cookie.startsWith("others=2"));
		assertThat(response.headers().allValues(HEADER)).hasSize(1);
		assertThat(TOKENS.read(response.headers().firstValue(HEADER).orElse(null))).isEqualTo(token(7));
	}

	@Test
	void cannotTellWhatIsWrittenTooLate() {
		HttpResponse<String> response = server.get("/write-too-late");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue(HEADER)).isEmpty();
	}

	@Test
	void keepsWhatTheBrowserMayCacheAndTakesItFromAllOthers() {
		HttpResponse<String> response = server.get("/shared-write");
		assertThat(response.headers().allValues("cache-control")).containsExactly("max-age=10, private");
		assertThat(response.headers().allValues("cdn-cache-control")).containsExactly("no-store");
	}

	@Test
	void takesAnAnswerWithATokenFromEveryDeliveryNetwork() {
		assertThat(server.get("/delivered-write").headers().map())
			.containsEntry("netlify-cdn-cache-control", List.of("no-store"))
			.containsEntry("x-accel-expires", List.of("0"))
			.containsEntry("edge-control", List.of("no-store"))
			.containsEntry("x-edge-cache-ttl", List.of("0"))
			.containsEntry("x-cache-expires", List.of("0"))
			.containsKey(HEADER.toLowerCase(Locale.ROOT));
	}

	@Test
	void tellsOfReadsOnlyWhereNoSharedCacheMayStoreIt() {
		assertThat(server.get("/shared-see", HEADER, text(5)).headers().map()).doesNotContainKeys("set-cookie", HEADER)
			.containsEntry("cache-control", List.of("max-age=10"));
		for (String path : List.of("/private-see", "/see")) {
			HttpResponse<String> response = server.get(path, HEADER, text(5));
			assertThat(TOKENS.read(response.headers().firstValue(HEADER).orElse(null)).positions()).hasSize(2);
			assertThat(response.headers().firstValue("cache-control").orElse("")).contains("private");
		}
	}

	@Test
	void takesNothingFromWhoeverForbidsToStoreWhereNothingIsSaid() {
		HttpResponse<String> response = server.get("/secured-see", HEADER, text(5));
		assertThat(response.headers().firstValue(HEADER)).isPresent();
		assertThat(response.headers().firstValue("cache-control"))
			.hasValueSatisfying((value) -> assertThat(value).contains("no-store"));
	}

	@Test
	void ignoresTokensThatAreNotToBeBelieved() {
		long forged = TOKENS.count(TokenOutcome.FORGED);
		long malformed = TOKENS.count(TokenOutcome.MALFORMED);
		assertThat(server.get("/read", HEADER, FORGER.issue(token(5))).body()).isEqualTo("[]");
		assertThat(server.get("/read", "Cookie", COOKIE + "=%00%ff\"; " + COOKIE + "=").body()).isEqualTo("[]");
		assertThat(server.get("/read", HEADER, "x".repeat(5000)).body()).isEqualTo("[]");
		assertThat(TOKENS.count(TokenOutcome.FORGED)).isEqualTo(forged + 1);
		assertThat(TOKENS.count(TokenOutcome.MALFORMED)).isGreaterThan(malformed);
	}

	@Test
	void looksAtAFewCookiesOnly() {
		StringBuilder cookies = new StringBuilder();
		for (int i = 0; i < 50; i++) {
			cookies.append(COOKIE).append("=x; ");
		}
		long malformed = TOKENS.count(TokenOutcome.MALFORMED);
		server.get("/read", "Cookie", cookies.append("end=1").toString());
		assertThat(TOKENS.count(TokenOutcome.MALFORMED)).isEqualTo(malformed + 4);
	}

	@Test
	void tellsOfFlaggedReadsAndDetours() {
		assertThat(server.get("/flag").headers().allValues("cache-status"))
			.containsExactly("RegionCache; detail=\"flagged: budget\"");
		assertThat(server.get("/detour").headers().allValues("cache-status"))
			.containsExactly("RegionCache; detail=\"detours: 1\"");
		assertThat(server.get("/read").headers().allValues("cache-status")).isEmpty();
	}

	private static List<String> cookies(HttpResponse<String> response) {
		return response.headers()
			.allValues("set-cookie")
			.stream()
			.filter((cookie) -> cookie.startsWith(COOKIE + "="))
			.map((cookie) -> cookie.substring(COOKIE.length() + 1))
			.toList();
	}

}
