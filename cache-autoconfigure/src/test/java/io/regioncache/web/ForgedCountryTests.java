package io.regioncache.web;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.regioncache.annotation.Vary;
import io.regioncache.cache.key.KeyEncoder;
import io.regioncache.cache.key.VariedKey;
import io.regioncache.caller.CallerContext;
import io.regioncache.caller.Callers;
import io.regioncache.caller.SupportedLocales;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.filter.ForwardedHeaderFilter;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may say where a caller is: the key of what varies by country is the witness.
 */
class ForgedCountryTests {

	private static final int REQUESTS = 10_000;

	private static final List<String> HEADERS = List.of("CF-IPCountry", "CloudFront-Viewer-Country", "X-Country-Code",
			"X-Vercel-IP-Country", "X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Host", "True-Client-IP",
			"Via", "X-Client-Geo-Location", "X-AppEngine-Country");

	private static final List<String> VALUES = List.of("DE", "us", "FR", "10.0.0.1", "127.0.0.1",
			"for=10.0.0.1;proto=https;host=shop", "10.0.0.1, 10.0.0.2", "T1", "XX", "", "DE,US", "::1",
			"for=\"[::1]\"");

	private final Callers callers = new Callers(
			() -> Stream.of(new Countries(List.of("CF-IPCountry", "X-Country-Code"))));

	private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", "127.0.0.1"));

	private final Random random = new Random(5);

	@Test
	void noHeaderOfAnUntrustedPeerChangesAKeyOfAServletApplication() throws Exception {
		List<String> keys = new ArrayList<>();
		// What is refused for headers that make no sense never gets a key.
		for (int i = 0; keys.size() < REQUESTS; i++) {
			MockHttpServletRequest request = new MockHttpServletRequest();
			request.setRemoteAddr("203.0.113." + (1 + i % 250));
			forge().forEach((header) -> request.addHeader(header[0], header[1]));
			addUnlessNull(keys, servletKey(request));
		}
		assertThat(keys).containsOnly(key("ZZ"));
	}

	@Test
	void noHeaderOfAnUntrustedPeerChangesAKeyOfAReactiveApplication() {
		List<String> keys = new ArrayList<>();
		// What is refused for headers that make no sense never gets a key.
		for (int i = 0; keys.size() < REQUESTS; i++) {
			MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.get("/")
				.remoteAddress(new InetSocketAddress("203.0.113." + (1 + i % 250), 4000));
			forge().forEach((header) -> request.header(header[0], header[1]));
			addUnlessNull(keys, reactiveKey(request.build()));
		}
		assertThat(keys).containsOnly(key("ZZ"));
	}

	@ParameterizedTest
	@CsvSource({ "de, DE", " FR , FR", "GB, GB", "UK, ZZ", "XX, ZZ", "T1, ZZ", "'', ZZ", "Germany, ZZ", "'DE,US', ZZ" })
	void aTrustedPeerIsBelievedWhatIsACountry(String told, String country) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr("10.1.2.3");
		request.addHeader("CF-IPCountry", told);
		request.addHeader("X-Forwarded-For", "203.0.113.9");
		assertThat(servletKey(request)).isEqualTo(key(country));
		assertThat(reactiveKey(MockServerHttpRequest.get("/")
			.remoteAddress(new InetSocketAddress("10.1.2.3", 4000))
			.header("CF-IPCountry", told)
			.header("X-Forwarded-For", "203.0.113.9")
			.build())).isEqualTo(key(country));
	}

	@Test
	void theFirstHeaderThatIsThereCountsAndOnlyOnce() throws Exception {
		assertThat(servletKey(told("X-Country-Code", "AT"))).isEqualTo(key("AT"));
		assertThat(servletKey(told("X-Country-Code", "AT", "CF-IPCountry", "CH"))).isEqualTo(key("CH"));
		assertThat(servletKey(told("CF-IPCountry", "CH", "CF-IPCountry", "IT"))).isEqualTo(key("ZZ"));
	}

	@Test
	void whereAServerHidesThePeerItIsUnknown() throws Exception {
		MockHttpServletRequest request = told("CF-IPCountry", "CH");
		AtomicReference<String> country = new AtomicReference<>();
		new ServletCallerFilter(this.callers, this.proxies, true, false).doFilter(request,
				new MockHttpServletResponse(), (inner, ignored) -> country.set(currentKey()));
		assertThat(country.get()).isEqualTo(key("ZZ"));
		new ReactiveCallerDecorator(this.callers, this.proxies, true, false)
			.apply((inner, response) -> Mono.deferContextual((view) -> {
				country.set(String.valueOf(view.get(CallerContext.class).attributes().get(Vary.COUNTRY)));
				return Mono.empty();
			}))
			.handle(MockServerHttpRequest.get("/")
				.remoteAddress(new InetSocketAddress("127.0.0.1", 4000))
				.header("CF-IPCountry", "CH")
				.build(), new MockServerHttpResponse())
			.block();
		assertThat(country.get()).isEqualTo("ZZ");
	}

	private static MockHttpServletRequest told(String... headers) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr("127.0.0.1");
		for (int i = 0; i < headers.length; i += 2) {
			request.addHeader(headers[i], headers[i + 1]);
		}
		return request;
	}

	private static void addUnlessNull(List<String> keys, @Nullable String key) {
		if (key != null) {
			keys.add(key);
		}
	}

	private List<String[]> forge() {
		List<String[]> headers = new ArrayList<>();
		for (int i = this.random.nextInt(6); i >= 0; i--) {
			String name = HEADERS.get(this.random.nextInt(HEADERS.size()));
			String value = this.random.nextInt(4) == 0 ? noise() : VALUES.get(this.random.nextInt(VALUES.size()));
			headers.add(new String[] { this.random.nextBoolean() ? name : name.toLowerCase(Locale.ROOT), value });
		}
		return headers;
	}

	private String noise() {
		StringBuilder noise = new StringBuilder();
		this.random.ints(8, ' ', 127).forEach((c) -> noise.append((char) c));
		return noise.toString();
	}

	private String servletKey(MockHttpServletRequest request) throws Exception {
		AtomicReference<String> key = new AtomicReference<>();
		ServletCallerFilter filter = new ServletCallerFilter(this.callers, this.proxies, false, false);
		// The worst order: forwarded headers have been believed before.
		new ForwardedHeaderFilter().doFilter(request, new MockHttpServletResponse(), (forwarded, response) -> filter
			.doFilter(forwarded, response, (inner, ignored) -> key.set(currentKey())));
		assertThat(CallerContext.current()).isNull();
		return key.get();
	}

	private String reactiveKey(ServerHttpRequest request) {
		AtomicReference<String> key = new AtomicReference<>();
		WebHttpHandlerBuilder.webHandler((exchange) -> Mono.deferContextual((view) -> {
			try (var binding = CallerContext.bind(view.get(CallerContext.class))) {
				key.set(currentKey());
			}
			return Mono.empty();
		}))
			.forwardedHeaderTransformer(new ForwardedHeaderTransformer())
			.httpHandlerDecorator(new ReactiveCallerDecorator(this.callers, this.proxies, false, false))
			.filter(new ReactiveCallerFilter(new SupportedLocales(List.of(), Locale.ENGLISH)))
			.build()
			.handle(request, new MockServerHttpResponse())
			.block();
		return key.get();
	}

	private String currentKey() {
		return KeyEncoder
			.encode(new VariedKey(1L, this.callers.current(Set.of(Vary.COUNTRY)).parts(Set.of(Vary.COUNTRY))));
	}

	private static String key(String country) {
		return KeyEncoder.encode(new VariedKey(1L, List.of("COUNTRY", country)));
	}

}
