package io.regioncache.web;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.regioncache.caller.CallerContext;
import io.regioncache.caller.Callers;
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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where a request comes from, whatever it says of itself.
 */
class ClientAddressTests {

	private static final int FORGED = 10_000;

	private static final List<String> NAMES = List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "True-Client-IP",
			"X-Client-IP", "CF-Connecting-IP", "X-Cluster-Client-IP", "Via", "X-Forwarded-Host");

	private static final List<String> VALUES = List.of("10.0.0.1", "127.0.0.1", "203.0.113.77", "::1", "unknown", "",
			"for=10.0.0.1", "10.0.0.1, 10.0.0.2", "2001:db8::7", "for=\"[2001:db8::7]\"", ",", "10.0.0.1:80", "-", "é");

	private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8"));

	private final Random random = new Random(11);

	@Test
	void noHeaderOfAClientChangesItsAddress() throws Exception {
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < FORGED; i++) {
			MockHttpServletRequest request = new MockHttpServletRequest();
			request.setRemoteAddr("203.0.113.9");
			MockServerHttpRequest.BaseBuilder<?> reactive = MockServerHttpRequest.get("/")
				.remoteAddress(new InetSocketAddress("203.0.113.9", 4000));
			for (String[] header : forge()) {
				request.addHeader(header[0], header[1]);
				reactive.header(header[0], header[1]);
			}
			seen.add(servlet(request));
			seen.add(reactive(reactive.build()));
		}
		assertThat(seen).containsExactly("203.0.113.9");
	}

	@Test
	void noHeaderOfAClientBehindAProxyChangesItsAddress() throws Exception {
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < FORGED; i++) {
			MockHttpServletRequest request = new MockHttpServletRequest();
			request.setRemoteAddr("10.0.0.1");
			for (String[] header : forge()) {
				request.addHeader(header[0], header[1]);
			}
			// As the proxy adds it
			request.addHeader("X-Forwarded-For", "203.0.113.9");
			seen.add(servlet(request));
		}
		assertThat(seen).containsExactly("203.0.113.9");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "10.0.0.1 | 203.0.113.9 | 203.0.113.9", "10.0.0.1 | 198.51.100.1, 203.0.113.9 | 203.0.113.9",
					"10.0.0.1 | 203.0.113.9, 10.0.0.2 | 203.0.113.9", "10.0.0.1 | 203.0.113.9:4711 | 203.0.113.9",
					"10.0.0.1 | 203.0.113.9, unknown | 10.0.0.1", "10.0.0.1 | 10.0.0.3, 10.0.0.2 | 10.0.0.3",
					"10.0.0.1 | - | 10.0.0.1", "192.0.2.1 | 203.0.113.9 | 192.0.2.1",
					"10.0.0.1 | [2001:db8:1:2::3]:443 | 20010db800010002",
					"10.0.0.1 | ::ffff:203.0.113.9 | 203.0.113.9" })
	void aTrustedProxyTellsItsPeer(String peer, @Nullable String header, String address) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr(peer);
		MockServerHttpRequest.BaseBuilder<?> reactive = MockServerHttpRequest.get("/")
			.remoteAddress(new InetSocketAddress(peer, 4000));
		if (header != null) {
			request.addHeader("X-Forwarded-For", header);
			reactive.header("X-Forwarded-For", header);
		}
		assertThat(servlet(request)).isEqualTo(address);
		assertThat(reactive(reactive.build())).isEqualTo(address);
	}

	@Test
	void allAddressesOfANetworkOfVersion6AreOne() throws Exception {
		Set<String> seen = new HashSet<>();
		for (int i = 0; i < 100; i++) {
			MockHttpServletRequest request = new MockHttpServletRequest();
			request.setRemoteAddr("2001:db8:1:2::" + Integer.toHexString(i));
			seen.add(servlet(request));
		}
		assertThat(seen).hasSize(1);
	}

	@Test
	void whatSpringMakesOfForwardedHeadersDoesNotCount() throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setRemoteAddr("203.0.113.9");
		request.addHeader("X-Forwarded-For", "198.51.100.1");
		AtomicReference<String> address = new AtomicReference<>();
		new ForwardedHeaderFilter().doFilter(request, new MockHttpServletResponse(),
				(inner, response) -> new ServletCallerFilter(new Callers(Stream::of), this.proxies, false, true)
					.doFilter(inner, response,
							(request2, response2) -> address.set(CallerContext.current().address())));
		assertThat(address.get()).isEqualTo("203.0.113.9");
	}

	@Test
	void whereItIsNotNeededItIsNotLookedFor() throws Exception {
		AtomicReference<CallerContext> seen = new AtomicReference<>();
		new ServletCallerFilter(new Callers(Stream::of), this.proxies, false, false).doFilter(
				new MockHttpServletRequest(), new MockHttpServletResponse(),
				(request, response) -> seen.set(CallerContext.current()));
		assertThat(seen.get().address()).isNull();
	}

	private List<String[]> forge() {
		List<String[]> headers = new ArrayList<>();
		int count = 1 + this.random.nextInt(4);
		for (int i = 0; i < count; i++) {
			headers.add(new String[] { NAMES.get(this.random.nextInt(NAMES.size())),
					VALUES.get(this.random.nextInt(VALUES.size())) });
		}
		return headers;
	}

	private String servlet(MockHttpServletRequest request) throws Exception {
		AtomicReference<String> address = new AtomicReference<>();
		new ServletCallerFilter(new Callers(Stream::of), this.proxies, false, true).doFilter(request,
				new MockHttpServletResponse(), (inner, response) -> address.set(CallerContext.current().address()));
		return address.get();
	}

	private String reactive(ServerHttpRequest request) {
		AtomicReference<String> address = new AtomicReference<>();
		new ReactiveCallerDecorator(new Callers(Stream::of), this.proxies, false, true)
			.apply((inner, response) -> Mono.deferContextual((view) -> {
				address.set(view.get(CallerContext.class).address());
				return Mono.empty();
			}))
			.handle(request, new MockServerHttpResponse())
			.block();
		return address.get();
	}

}
