package io.regioncache.autoconfigure.caller;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.caller.CallerContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers that believe forwarded headers, as they do on Kubernetes: the peer is this
 * test, at 127.0.0.1, and claims to be a proxy.
 */
class ForwardedByServerTests {

	private static final List<String> FORGED = List.of("10.1.2.3", "10.1.2.3, 10.1.2.4", "203.0.113.9");

	@ParameterizedTest
	@CsvSource({ "SERVLET, server.forward-headers-strategy=native", "SERVLET, spring.main.cloud-platform=kubernetes",
			"SERVLET, server.tomcat.remoteip.remote-ip-header=X-Forwarded-For",
			"REACTIVE, server.forward-headers-strategy=native", "REACTIVE, spring.main.cloud-platform=kubernetes" })
	void aPeerThatClaimsToBeAProxyIsNotBelievedAndAProxyIs(WebApplicationType type, String setting) throws Exception {
		Class<?> application = (type == WebApplicationType.SERVLET) ? ServletApplication.class
				: ReactiveApplication.class;
		assertThat(countries(application, type, setting, "10.0.0.0/8")).containsOnly("ZZ");
		assertThat(countries(application, type, setting, "127.0.0.1,::1")).containsOnly("DE");
	}

	private static List<String> countries(Class<?> application, WebApplicationType type, String setting, String proxies)
			throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(application).web(type)
			.properties("server.port=0", "spring.main.banner-mode=off", "regions.endpoints.a.url=redis://127.0.0.1:1",
					"regions.vary.country-headers=CF-IPCountry", "regions.vary.trusted-proxies=" + proxies, setting)
			.run()) {
			URI uri = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + "/");
			List<String> countries = new ArrayList<>();
			for (String forged : FORGED) {
				countries.add(HttpClient.newHttpClient()
					.send(HttpRequest.newBuilder(uri)
						.header("X-Forwarded-For", forged)
						.header("CF-IPCountry", "DE")
						.build(), BodyHandlers.ofString())
					.body());
			}
			return countries;
		}
	}

	@Configuration(proxyBeanMethods = false)
	@RestController
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCallerAutoConfiguration.class,
			TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class })
	static class ServletApplication {

		@GetMapping(path = "/", produces = "text/plain")
		String country() {
			CallerContext context = CallerContext.current();
			return (context != null) ? String.valueOf(context.attributes().get("COUNTRY")) : "none";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@RestController
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCallerAutoConfiguration.class,
			NettyReactiveWebServerAutoConfiguration.class, HttpHandlerAutoConfiguration.class,
			WebFluxAutoConfiguration.class })
	static class ReactiveApplication {

		@GetMapping(path = "/", produces = "text/plain")
		Mono<String> country() {
			return Mono.deferContextual(
					(view) -> Mono.just(String.valueOf(view.get(CallerContext.class).attributes().get("COUNTRY"))));
		}

	}

}
