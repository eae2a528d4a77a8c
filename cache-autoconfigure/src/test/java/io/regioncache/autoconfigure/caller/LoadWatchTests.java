package io.regioncache.autoconfigure.caller;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.Vary;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.caller.LoadWatch;
import io.regioncache.web.WatchedRequestFilter;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a developer is told of loads that read something of their callers. Redis cannot be
 * reached here, so every call is a load.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoadWatchTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
				RegionAnnotationsAutoConfiguration.class, RegionCallerAutoConfiguration.class))
		.withPropertyValues("regions.endpoints.a.url=redis://127.0.0.1:1", "regions.vary.country-headers=CF-IPCountry")
		.withBean(Shop.class);

	@AfterEach
	void forget() {
		SecurityContextHolder.clearContext();
		LocaleContextHolder.resetLocaleContext();
	}

	@Test
	void tellsOfALocaleOnce(CapturedOutput output) {
		LocaleContextHolder.setLocale(Locale.GERMANY);
		watched((shop) -> {
			assertThat(shop.load(1, () -> LocaleContextHolder.getLocale().toString())).isEqualTo("de_DE");
			shop.load(2, () -> LocaleContextHolder.getLocale().toString());
		});
		assertThat(LocaleContextHolder.getLocale()).isEqualTo(Locale.GERMANY);
		assertThat(output).containsOnlyOnce("@RegionCached on " + Shop.class.getName()
				+ ".load reads the locale while it loads, which its key does not contain: callers that differ by it "
				+ "share an entry. Declare vary = Vary.LOCALE, or pass it as an argument that is part of the key.");
	}

	@Test
	void tellsOfThePrincipal(CapturedOutput output) {
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("ann", "password"));
		watched((shop) -> assertThat(
				shop.load(1, () -> SecurityContextHolder.getContext().getAuthentication().getName()))
			.isEqualTo("ann"));
		assertThat(SecurityContextHolder.getContext().getAuthentication().getName()).isEqualTo("ann");
		assertThat(output).containsOnlyOnce("load reads the principal while it loads")
			.contains("Declare vary = Vary.PRINCIPAL");
	}

	@Test
	void tellsOfHeaders(CapturedOutput output) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.addHeader("X-Channel", "app");
		new WatchedRequestFilter(List.of("CF-IPCountry"), List.of()).doFilter(request, new MockHttpServletResponse(),
				(seen, response) -> watched((shop) -> {
					HttpServletRequest http = (HttpServletRequest) seen;
					http.getHeader("Before-The-Load");
					assertThat(shop.load(1, () -> http.getHeader("X-Channel"))).isEqualTo("app");
					shop.load(1, () -> String.valueOf(http.getHeader("cf-ipcountry")));
					shop.load(1, () -> String.valueOf(http.getHeader("accept-language")));
				}));
		assertThat(output)
			.contains("load reads the header 'X-Channel' while it loads, which its key does not contain: "
					+ "callers that differ by it share an entry. Pass it as an argument that is part of the key.")
			.contains("the header 'cf-ipcountry'")
			.contains("Declare vary = Vary.COUNTRY")
			.contains("the header 'accept-language'")
			.doesNotContain("Before-The-Load");
	}

	@Test
	void hasNothingToSayOfWhatTheKeyContains(CapturedOutput output) throws Exception {
		LocaleContextHolder.setLocale(Locale.GERMANY);
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.addHeader("X-Channel", "App");
		new WatchedRequestFilter(List.of(), List.of()).doFilter(request, new MockHttpServletResponse(),
				(seen, response) -> watched((shop) -> {
					assertThat(shop.localized(1, () -> LocaleContextHolder.getLocale().toString())).isEqualTo("de_DE");
					shop.load("app", () -> ((HttpServletRequest) seen).getHeader("X-Channel"));
					shop.load(Locale.GERMANY, () -> LocaleContextHolder.getLocale().toString());
				}));
		assertThat(output).doesNotContain("while it loads");
	}

	@Test
	void isOffUnlessServersAreEmbedded(CapturedOutput output) {
		LocaleContextHolder.setLocale(Locale.GERMANY);
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(LoadWatch.class)).isSameAs(LoadWatch.OFF);
			assertThat(context).doesNotHaveBean("regionWatchedRequestFilter");
			context.getBean(Shop.class).load(1, () -> LocaleContextHolder.getLocale().toString());
		});
		assertThat(output).doesNotContain("while it loads");
	}

	@Test
	void needsNoSecurity() {
		this.contextRunner.withPropertyValues("regions.vary.warn=true")
			.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context.getBean(Shop.class).load(1, () -> "loaded")).isEqualTo("loaded"));
	}

	private void watched(Consumer<Shop> test) {
		this.contextRunner.withPropertyValues("regions.vary.warn=true").run((context) -> {
			assertThat(context.getBean("regionWatchedRequestFilter", FilterRegistrationBean.class).isEnabled())
				.isTrue();
			test.accept(context.getBean(Shop.class));
		});
	}

	public static class Shop {

		@RegionCached(cacheNames = "things", key = "#id")
		public String load(Object id, Supplier<String> origin) {
			return origin.get();
		}

		@RegionCached(cacheNames = "texts", key = "#id", vary = Vary.LOCALE)
		public String localized(int id, Supplier<String> origin) {
			return origin.get();
		}

	}

}
