package io.regioncache.web;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

import static org.assertj.core.api.Assertions.assertThat;

class CacheabilityTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\'', nullValues = "-", textBlock = """
			-                                      | false | private, no-store
			public                                 | true  | private
			PUBLIC, max-age=60                     | true  | max-age=60, private
			max-age=60, s-maxage=600               | true  | max-age=60, private
			no-cache                               | true  | no-cache, private
			private                                | false | private
			Private, max-age=60                    | false | Private, max-age=60
			private="Set-Cookie, X", max-age=60    | true  | max-age=60, private
			no-cache="a, private", max-age=1       | true  | no-cache="a, private", max-age=1, private
			no-cache, no-store, max-age=0          | false | no-cache, no-store, max-age=0
			, ,public,                             | true  | private
			""")
	void dependsOnCacheControl(String cacheControl, boolean shared, String afterwards) {
		Headers headers = new Headers(new HttpHeaders());
		if (cacheControl != null) {
			headers.set(HttpHeaders.CACHE_CONTROL, List.of(cacheControl));
		}
		assertThat(Cacheability.isShared(headers)).isEqualTo(shared);
		Cacheability.makePrivate(headers);
		assertThat(headers.get(HttpHeaders.CACHE_CONTROL)).containsExactly(afterwards);
		assertThat(Cacheability.isShared(headers)).isFalse();
	}

	@Test
	void readsAllLinesOfCacheControl() {
		Headers headers = new Headers(new HttpHeaders());
		headers.set(HttpHeaders.CACHE_CONTROL, List.of("max-age=60", "public"));
		Cacheability.makePrivate(headers);
		assertThat(headers.get(HttpHeaders.CACHE_CONTROL)).containsExactly("max-age=60, private");
	}

	@Test
	void headersForContentDeliveryNetworksCountMore() {
		Headers headers = new Headers(new HttpHeaders());
		headers.set(HttpHeaders.CACHE_CONTROL, List.of("private"));
		headers.set("Surrogate-Control", List.of("max-age=600"));
		assertThat(Cacheability.isShared(headers)).isTrue();
		Cacheability.makePrivate(headers);
		assertThat(headers.get("Surrogate-Control")).containsExactly("no-store");
		assertThat(headers.get("CDN-Cache-Control")).isEmpty();
		assertThat(Cacheability.isShared(headers)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "CDN-Cache-Control, max-age=600, no-store", "Cloudflare-CDN-Cache-Control, public, no-store",
			"Vercel-CDN-Cache-Control, s-maxage=60, no-store", "Netlify-CDN-Cache-Control, public, no-store",
			"Akamai-Cache-Control, max-age=60, no-store", "Fastly-Cache-Control, max-age=60, no-store",
			"X-LiteSpeed-Cache-Control, public, no-store", "Of-Tomorrow-Cache-Control, max-age=60, no-store",
			"netlify-vary-cdn-cache-control, max-age=60, no-store", "Edge-Control, cache-maxage=1h, no-store",
			"Surrogate-Control, max-age=60, no-store", "X-Accel-Expires, 3600, 0", "X-Accel-Expires, @1900000000, 0",
			"X-Edge-Cache-TTL, 60, 0", "X-Proxy-Max-Age, 60, 0" })
	void anyHeaderForDeliveryNetworksIsTakenBack(String name, String value, String afterwards) {
		Headers headers = new Headers(new HttpHeaders());
		headers.set(HttpHeaders.CACHE_CONTROL, List.of("private"));
		headers.set(name, List.of(value));
		assertThat(Cacheability.isDecidedBy(name)).isTrue();
		assertThat(Cacheability.isShared(headers)).isTrue();
		Cacheability.makePrivate(headers);
		assertThat(headers.get(name)).containsExactly(afterwards);
		assertThat(Cacheability.isShared(headers)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "X-DNS-Prefetch-Control, on", "Access-Control-Max-Age, 600", "Age, 7", "X-Session-Expires, 600",
			"X-Token-TTL, 60", "Strict-Transport-Security, max-age=600", "Access-Control-Allow-Origin, *",
			"X-Control-Plane, a" })
	void headersOfOtherMeaningStay(String name, String value) {
		Headers headers = new Headers(new HttpHeaders());
		headers.set(HttpHeaders.CACHE_CONTROL, List.of("private"));
		headers.set(name, List.of(value));
		assertThat(Cacheability.isShared(headers)).isFalse();
		Cacheability.makePrivate(headers);
		assertThat(headers.get(name)).containsExactly(value);
	}

	@Test
	void whatForbidsAlreadyStaysAsItIs() {
		Headers headers = new Headers(new HttpHeaders());
		headers.set("Surrogate-Control", List.of("no-store, content=\"ESI/1.0\""));
		headers.set("X-Accel-Expires", List.of("0"));
		assertThat(Cacheability.isShared(headers)).isFalse();
		Cacheability.makePrivate(headers);
		assertThat(headers.get("Surrogate-Control")).containsExactly("no-store, content=\"ESI/1.0\"");
	}

	@Test
	void expiresAloneIsForSharedCachesAsWell() {
		Headers headers = new Headers(new HttpHeaders());
		headers.set(HttpHeaders.EXPIRES, List.of("Thu, 01 Jan 2099 00:00:00 GMT"));
		assertThat(Cacheability.isShared(headers)).isTrue();
		Cacheability.makePrivate(headers);
		assertThat(headers.get(HttpHeaders.CACHE_CONTROL)).containsExactly("private");
	}

	private record Headers(HttpHeaders headers) implements ResponseHeaders {

		@Override
		public List<String> names() {
			return List.copyOf(this.headers.headerNames());
		}

		@Override
		public List<String> get(String name) {
			return this.headers.getOrEmpty(name);
		}

		@Override
		public void set(String name, List<String> values) {
			this.headers.put(name, values);
		}

		@Override
		public void set(ResponseCookie cookie) {
			throw new UnsupportedOperationException();
		}

	}

}
