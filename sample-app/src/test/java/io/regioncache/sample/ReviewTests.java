package io.regioncache.sample;

import java.net.CookieManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * What a browser sees that writes a review in one region and is sent to another.
 */
class ReviewTests {

	private static final String REVIEWS = "/products/1/reviews";

	private static ShopRegions shop;

	private final HttpClient browser = HttpClient.newBuilder()
		.cookieHandler(new CookieManager())
		.followRedirects(HttpClient.Redirect.NORMAL)
		.build();

	@BeforeAll
	static void open() {
		shop = ShopRegions.start(new int[3], "--shop.delays.query=1ms");
	}

	@AfterAll
	static void close() {
		shop.close();
	}

	@Test
	void findsItsReviewInEveryRegionAndMissesItWithoutRegardToWrites() throws Exception {
		int missed = 0;
		for (int round = 0; round < 10; round++) {
			String text = "review " + round;
			get("eu-west-1", REVIEWS + "/any-age");
			get("ap-northeast-1", REVIEWS + "/any-age");
			assertThat(post("us-east-1", text).statusCode()).isEqualTo(201);
			missed += get("ap-northeast-1", REVIEWS + "/any-age").body().contains(text) ? 0 : 1;
			for (String region : new String[] { "ap-northeast-1", "eu-west-1", "us-east-1" }) {
				HttpResponse<String> answer = get(region, REVIEWS);
				assertThat(answer.body()).as(region).contains(text);
				assertThat(answer.headers().firstValue("Cache-Status").orElse("")).doesNotContain("flagged");
			}
		}
		// Otherwise the others prove nothing.
		assertThat(missed).isPositive();
	}

	@Test
	void carriesNoCookieUnlessItWrites() throws Exception {
		HttpResponse<String> read = get("us-east-1", REVIEWS);
		assertThat(read.headers().firstValue("Set-Cookie")).isEmpty();
		assertThat(post("us-east-1", "a review").headers().firstValue("Set-Cookie").orElse(""))
			.startsWith("region-cache-token=")
			.contains("; HttpOnly; SameSite=Lax");
	}

	@Test
	void hasAPage() throws Exception {
		HttpResponse<String> page = get("us-east-1", "/reviews.html");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.body()).contains("Read your writes is on", "Read your writes is off", REVIEWS);
	}

	@Test
	void hasAFirstPageThatLeadsOn() throws Exception {
		HttpResponse<String> page = get("us-east-1", "/");
		assertThat(page.statusCode()).isEqualTo(200);
		List<String> links = Pattern.compile("href=\"(/?[a-z][a-z0-9./]*)\"")
			.matcher(page.body())
			.results()
			.map((link) -> link.group(1))
			.toList();
		assertThat(links).contains("shop.css", "/reviews.html", "/categories/1/report", "/actuator/prometheus",
				"/actuator/health");
		for (String link : links) {
			assertThat(get("us-east-1", "/" + link.replaceFirst("^/", "")).statusCode()).as(link).isEqualTo(200);
		}
	}

	@Test
	void listensOnLoopbackOnly() throws Exception {
		for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
			for (InetAddress address : Collections.list(network.getInetAddresses())) {
				if (!address.isLoopbackAddress()) {
					assertThatIOException().as(address.toString()).isThrownBy(() -> {
						try (Socket socket = new Socket()) {
							socket.connect(new InetSocketAddress(address, shop.port("us-east-1")), 1000);
						}
					});
				}
			}
		}
		assertThat(shop.address("us-east-1").isLoopbackAddress()).isTrue();
	}

	private HttpResponse<String> get(String region, String path) throws Exception {
		return this.browser.send(request(region, path).GET().build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> post(String region, String text) throws Exception {
		return this.browser.send(request(region, REVIEWS).header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString("text=" + text.replace(' ', '+')))
			.build(), BodyHandlers.ofString());
	}

	private static HttpRequest.Builder request(String region, String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + shop.port(region) + path))
			.timeout(Duration.ofSeconds(30));
	}

}
