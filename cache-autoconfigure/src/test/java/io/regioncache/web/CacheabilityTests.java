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
