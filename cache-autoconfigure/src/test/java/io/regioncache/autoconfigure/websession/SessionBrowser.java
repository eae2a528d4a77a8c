package io.regioncache.autoconfigure.websession;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A browser with one cookie: that of its session.
 */
final class SessionBrowser {

	private static final String COOKIE = "SESSION=";

	private final HttpClient client = HttpClient.newHttpClient();

	private final int port;

	private final AtomicReference<String> cookie = new AtomicReference<>("");

	SessionBrowser(int port) {
		this.port = port;
	}

	/**
	 * Return another browser into which somebody has copied the cookie.
	 */
	SessionBrowser copy() {
		SessionBrowser copy = new SessionBrowser(this.port);
		copy.cookie.set(this.cookie.get());
		return copy;
	}

	/**
	 * The cookie, which names the session.
	 */
	String cookie() {
		return this.cookie.get();
	}

	String get(String path) {
		return answer(send(HttpRequest.newBuilder(uri(path)).GET()).join());
	}

	String post(String path, String... form) {
		return answer(posting(path, form).join());
	}

	CompletableFuture<HttpResponse<String>> posting(String path, String... form) {
		StringBuilder body = new StringBuilder();
		for (int i = 0; i < form.length; i += 2) {
			body.append(form[i]).append('=').append(URLEncoder.encode(form[i + 1], StandardCharsets.UTF_8)).append('&');
		}
		return send(HttpRequest.newBuilder(uri(path))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(body.toString())));
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

	private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
		if (!this.cookie.get().isEmpty()) {
			request.header("Cookie", this.cookie.get());
		}
		return this.client.sendAsync(request.build(), BodyHandlers.ofString()).whenComplete((response, ex) -> {
			if (ex != null) {
				throw new UncheckedIOException(new IOException(ex));
			}
			response.headers()
				.allValues("Set-Cookie")
				.stream()
				.filter((header) -> header.startsWith(COOKIE))
				.forEach((header) -> this.cookie.set(header.split(";", 2)[0]));
		});
	}

	/**
	 * Return the status, and the body if there is one.
	 */
	private static String answer(HttpResponse<String> response) {
		return (response.statusCode() + " " + response.body()).strip();
	}

}
