package io.regioncache.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A customer of the shop in one region.
 *
 * @param http the HTTP client
 * @param port where the shop listens
 */
record ShopClient(HttpClient http, int port) {

	private static final Pattern SERVED_BY = Pattern.compile("([a-z0-9-]+); queries=(\\d+); ms=\\d+");

	Answer get(String path) {
		return send(request(path).GET());
	}

	Answer put(String path, String to) {
		return send(request(path).header("Content-Type", "application/x-www-form-urlencoded")
			.PUT(BodyPublishers.ofString("to=" + to)));
	}

	Answer post(String path) {
		return send(request(path).POST(BodyPublishers.noBody()));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.timeout(Duration.ofSeconds(30));
	}

	private Answer send(HttpRequest.Builder request) {
		try {
			HttpResponse<String> response = this.http.send(request.build(), BodyHandlers.ofString());
			Matcher servedBy = SERVED_BY.matcher(response.headers().firstValue("X-Served-By").orElse(""));
			return servedBy.matches()
					? new Answer(response.statusCode(), response.body(), servedBy.group(1),
							Integer.parseInt(servedBy.group(2)))
					: new Answer(response.statusCode(), response.body(), "", -1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What the shop has answered.
	 *
	 * @param status the status
	 * @param body the body
	 * @param region the region that says it has served it
	 * @param queries how many queries of the database it says it has made
	 */
	record Answer(int status, String body, String region, int queries) {

	}

}
