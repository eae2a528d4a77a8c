package io.regioncache.autoconfigure.caller;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.Vary;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.caller.CallerContext;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
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
import org.springframework.context.annotation.Import;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A caller that invents languages does not get an entry, nor a load, for each.
 */
class InventedLanguagesTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@AfterEach
	void forget() {
		LocaleContextHolder.resetLocaleContext();
	}

	@Test
	void twoThousandLanguagesShareOneLoad() {
		try (ConfigurableApplicationContext context = start(Application.class, WebApplicationType.NONE)) {
			Texts texts = context.getBean(Texts.class);
			for (int i = 0; i < 2000; i++) {
				LocaleContextHolder.setLocale(invented(i));
				assertThat(texts.blocking(1)).isEqualTo("en");
			}
			assertThat(texts.loads()).isEqualTo(1);
		}
	}

	@Test
	void withoutAListTheDefaultStandsForThemToo() {
		try (ConfigurableApplicationContext context = start(Application.class, WebApplicationType.NONE,
				"regions.vary.locales=", "spring.web.locale=fr")) {
			Texts texts = context.getBean(Texts.class);
			for (int i = 0; i < 100; i++) {
				LocaleContextHolder.setLocale(invented(i));
				assertThat(texts.blocking(2)).isEqualTo("fr");
			}
			LocaleContextHolder.setLocale(Locale.forLanguageTag("de-AT"));
			assertThat(texts.blocking(2)).isEqualTo("de-AT");
			assertThat(texts.loads()).isEqualTo(2);
		}
	}

	@Test
	void aLoadRunsInTheLocaleOfItsEntry() {
		try (ConfigurableApplicationContext context = start(Application.class, WebApplicationType.NONE)) {
			Texts texts = context.getBean(Texts.class);
			Locale austria = Locale.forLanguageTag("de-AT");
			LocaleContextHolder.setLocale(austria);
			assertThat(texts.blocking(3)).isEqualTo("de");
			assertThat(LocaleContextHolder.getLocale()).isEqualTo(austria);
			LocaleContextHolder.setLocale(Locale.GERMANY);
			assertThat(texts.blocking(3)).isEqualTo("de");
			assertThat(texts.loads()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "NONE")
	void aRequestGetsTheTextOfTheClosestLanguage(WebApplicationType type) throws Exception {
		Class<?> application = (type == WebApplicationType.SERVLET) ? ServletApplication.class
				: ReactiveApplication.class;
		try (ConfigurableApplicationContext context = start(application, type)) {
			URI uri = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + "/");
			for (int i = 0; i < 100; i++) {
				assertThat(get(uri, invented(i).toLanguageTag())).isEqualTo("en");
			}
			assertThat(get(uri, "de-AT")).isEqualTo("de");
			assertThat(get(uri, "de-LI")).isEqualTo("de");
			assertThat(get(uri, "pt-BR")).isEqualTo("pt-BR");
			assertThat(context.getBean(Texts.class).loads()).isEqualTo(3);
		}
	}

	/**
	 * A client for each request, with a connection of its own: over one that is kept,
	 * Reactor Netty at times leaves the next request unread, also without this library.
	 */
	private static String get(URI uri, String language) throws Exception {
		HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
		return client.send(
				HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).header("Accept-Language", language).build(),
				BodyHandlers.ofString())
			.body();
	}

	private static Locale invented(int number) {
		return Locale.forLanguageTag("q" + (char) ('a' + number % 26) + (char) ('a' + number / 26 % 26) + "-"
				+ (char) ('A' + number / 676) + "Q");
	}

	private static ConfigurableApplicationContext start(Class<?> application, WebApplicationType type,
			String... settings) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(application).web(type)
			.properties("server.port=0", "spring.main.banner-mode=off", "spring.application.name=languages",
					"regions.command-timeout=2s", "regions.connect-timeout=20s", "regions.vary.locales=en,de,pt-BR",
					"regions.endpoints.here.url=" + redis.server().url())
			.properties(settings)
			.run();
		RegionStore store = (RegionStore) context.getBean(RegionCacheManager.class).getCache("texts").getNativeCache();
		Awaitility.await().until(store::isAvailable);
		return context;
	}

	static class Texts {

		private final AtomicInteger loads = new AtomicInteger();

		int loads() {
			return this.loads.get();
		}

		@RegionCached(cacheNames = "texts", key = "#id", vary = Vary.LOCALE)
		public String blocking(int id) {
			this.loads.incrementAndGet();
			return LocaleContextHolder.getLocale().toLanguageTag();
		}

		@RegionCached(cacheNames = "texts", key = "#id", vary = Vary.LOCALE)
		public Mono<String> mono(int id) {
			String bound = LocaleContextHolder.getLocale().toLanguageTag();
			return Mono.deferContextual((view) -> {
				this.loads.incrementAndGet();
				assertThat(view.get(CallerContext.class).locale()).hasToString(bound.replace('-', '_'));
				return Mono.just(bound);
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Texts.class)
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
			RegionAnnotationsAutoConfiguration.class, RegionCallerAutoConfiguration.class })
	static class Application {

	}

	@RestController
	@Import(Application.class)
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class })
	static class ServletApplication {

		private final Texts texts;

		ServletApplication(Texts texts) {
			this.texts = texts;
		}

		@GetMapping(path = "/", produces = "text/plain")
		String text() {
			return this.texts.blocking(4);
		}

	}

	@RestController
	@Import(Application.class)
	@ImportAutoConfiguration({ NettyReactiveWebServerAutoConfiguration.class, HttpHandlerAutoConfiguration.class,
			WebFluxAutoConfiguration.class })
	static class ReactiveApplication {

		private final Texts texts;

		ReactiveApplication(Texts texts) {
			this.texts = texts;
		}

		@GetMapping(path = "/", produces = "text/plain")
		Mono<String> text() {
			return this.texts.mono(5);
		}

	}

}
