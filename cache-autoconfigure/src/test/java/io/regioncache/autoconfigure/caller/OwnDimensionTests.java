package io.regioncache.autoconfigure.caller;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.Vary;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.caller.CallerAttribute;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Entries vary by what an application alone knows of its callers, written once for
 * servlet and reactive applications, and by the part of the country.
 */
class OwnDimensionTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@ParameterizedTest
	@CsvSource({ "SERVLET, /blocking", "SERVLET, /future", "REACTIVE, /mono" })
	void eachChannelAndEachStateHasItsOwnEntry(WebApplicationType type, String path) throws Exception {
		Class<?> application = (type == WebApplicationType.SERVLET) ? ServletApplication.class
				: ReactiveApplication.class;
		try (ConfigurableApplicationContext context = start(application, type)) {
			URI uri = URI
				.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
			assertThat(get(uri, "X-Channel", "app", "X-Region", "TX")).isEqualTo("1");
			assertThat(get(uri, "X-Channel", "app", "X-Region", "TX")).isEqualTo("1");
			assertThat(get(uri, "X-Channel", "web", "X-Region", "TX")).isEqualTo("2");
			assertThat(get(uri, "X-Channel", "app", "X-Region", "CA")).isEqualTo("3");
			assertThat(get(uri, "X-Channel", "app", "X-Region", "TX")).isEqualTo("1");
			assertThat(get(uri, "X-Channel", "forged", "X-Region", "TX")).as("refused").doesNotMatch("\\d+");
		}
	}

	private static String get(URI uri, String... headers) throws Exception {
		return HttpClient.newBuilder()
			.version(Version.HTTP_1_1)
			.build()
			.send(HttpRequest.newBuilder(uri)
				.timeout(Duration.ofSeconds(60))
				.header("X-Country", "US")
				.headers(headers)
				.build(), BodyHandlers.ofString())
			.body();
	}

	private static ConfigurableApplicationContext start(Class<?> application, WebApplicationType type) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(application).web(type)
			.properties("server.port=0", "spring.main.banner-mode=off", "regions.key-prefix=channels",
					"regions.command-timeout=2s", "regions.connect-timeout=20s",
					"regions.vary.country-headers=X-Country", "regions.vary.subdivision-headers=X-Region",
					"regions.vary.trusted-proxies=127.0.0.1,::1", "regions.endpoints.here.url=" + redis.server().url())
			.run();
		RegionStore store = (RegionStore) context.getBean(RegionCacheManager.class).getCache("any").getNativeCache();
		Awaitility.await().until(store::isAvailable);
		context.getBean(RegionCacheManager.class)
			.getCacheNames()
			.forEach((name) -> context.getBean(RegionCacheManager.class).getCache(name).clear());
		return context;
	}

	static class Prices {

		private final AtomicInteger loads = new AtomicInteger();

		@RegionCached(cacheNames = "blocking", key = "1", vary = { "CHANNEL", Vary.SUBDIVISION })
		public String blocking() {
			return next();
		}

		@RegionCached(cacheNames = "future", key = "1", vary = { "CHANNEL", Vary.SUBDIVISION })
		public CompletableFuture<String> future() {
			return CompletableFuture.supplyAsync(this::next);
		}

		@RegionCached(cacheNames = "mono", key = "1", vary = { "CHANNEL", Vary.SUBDIVISION })
		public Mono<String> mono() {
			return Mono.fromCallable(this::next);
		}

		private String next() {
			return String.valueOf(this.loads.incrementAndGet());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Prices.class)
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
			RegionAnnotationsAutoConfiguration.class, RegionCallerAutoConfiguration.class })
	static class Application {

		@Bean
		CallerAttribute channel() {
			return CallerAttribute.ofRequest("CHANNEL", (request) -> {
				List<String> told = request.headers("X-Channel");
				return (told.equals(List.of("app")) || told.equals(List.of("web"))) ? told.get(0) : null;
			});
		}

	}

	@RestController
	@Import(Application.class)
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class })
	static class ServletApplication {

		private final Prices prices;

		ServletApplication(Prices prices) {
			this.prices = prices;
		}

		@GetMapping(path = "/blocking", produces = "text/plain")
		String blocking() {
			return this.prices.blocking();
		}

		@GetMapping(path = "/future", produces = "text/plain")
		CompletableFuture<String> future() {
			return this.prices.future();
		}

	}

	@RestController
	@Import(Application.class)
	@ImportAutoConfiguration({ NettyReactiveWebServerAutoConfiguration.class, HttpHandlerAutoConfiguration.class,
			WebFluxAutoConfiguration.class })
	static class ReactiveApplication {

		private final Prices prices;

		ReactiveApplication(Prices prices) {
			this.prices = prices;
		}

		@GetMapping(path = "/mono", produces = "text/plain")
		Mono<String> mono() {
			return this.prices.mono();
		}

	}

}
