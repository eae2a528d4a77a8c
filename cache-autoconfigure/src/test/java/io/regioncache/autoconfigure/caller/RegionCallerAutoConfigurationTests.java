package io.regioncache.autoconfigure.caller;

import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.annotation.Vary;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.caller.CallerAttribute;
import io.regioncache.caller.CallerContext;
import io.regioncache.caller.CallerException;
import io.regioncache.caller.CallerScope;
import io.regioncache.caller.Callers;
import io.regioncache.caller.SupportedLocales;
import io.regioncache.web.ReactiveCallerFilter;
import io.regioncache.web.ReactiveCallerDecorator;
import io.regioncache.web.ServletCallerFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RegionCallerAutoConfiguration}. No Redis runs here.
 */
class RegionCallerAutoConfigurationTests {

	private static final String[] REGION = { "regions.endpoints.a.url=redis://127.0.0.1:1" };

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(RegionsAutoConfiguration.class,
			DataRedisAutoConfiguration.class, RegionCallerAutoConfiguration.class);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withPropertyValues(REGION);

	@AfterEach
	void forget() {
		SecurityContextHolder.clearContext();
		LocaleContextHolder.resetLocaleContext();
	}

	@Test
	void countryIsThatOfTheRequestElseUnknown() {
		this.contextRunner.run((context) -> {
			assertThat(value(context, Vary.COUNTRY)).isEqualTo("ZZ");
			try (CallerScope binding = CallerContext.bind(new CallerContext(Map.of(Vary.COUNTRY, "DE"), null, null))) {
				assertThat(value(context, Vary.COUNTRY)).isEqualTo("DE");
			}
		});
	}

	@Test
	void localeIsThatOfTheRequestElseOfSpring() {
		this.contextRunner.run((context) -> {
			LocaleContextHolder.setLocale(Locale.JAPAN);
			assertThat(value(context, Vary.LOCALE)).isEqualTo(Locale.JAPAN);
			try (CallerScope binding = CallerContext
				.bind(new CallerContext(Map.of(Vary.COUNTRY, "DE"), Locale.CANADA_FRENCH, null))) {
				assertThat(value(context, Vary.LOCALE)).isEqualTo(Locale.CANADA_FRENCH);
			}
		});
	}

	@Test
	void localeFollowsToOtherThreads() throws Exception {
		this.contextRunner.run((context) -> {
			LocaleContextHolder.setLocale(Locale.JAPAN);
			Callers callers = new Callers(() -> context.getBeanProvider(CallerAttribute.class).orderedStream());
			var caller = callers.current(Set.of(Vary.LOCALE));
			AtomicReference<Object> seen = new AtomicReference<>();
			AtomicReference<Object> afterwards = new AtomicReference<>();
			Thread thread = new Thread(() -> {
				try (CallerScope binding = caller.assume()) {
					seen.set(LocaleContextHolder.getLocale());
				}
				afterwards.set(LocaleContextHolder.getLocale());
			});
			thread.start();
			thread.join(20_000);
			assertThat(seen.get()).isEqualTo(Locale.JAPAN);
			assertThat(afterwards.get()).isEqualTo(Locale.getDefault());
		});
	}

	@Test
	void principalIsThatOfSpringSecurity() {
		this.contextRunner.run((context) -> {
			SecurityContextHolder.getContext().setAuthentication(user("-"));
			assertThat(value(context, Vary.PRINCIPAL)).isEqualTo("=-");
			SecurityContextHolder.getContext()
				.setAuthentication(
						new AnonymousAuthenticationToken("key", "=-", AuthorityUtils.createAuthorityList("NOBODY")));
			assertThat(value(context, Vary.PRINCIPAL)).isEqualTo("-");
		});
	}

	@Test
	void outsideOfAnyAuthenticationACallIsRefused() {
		this.contextRunner.run((context) -> assertThatExceptionOfType(CallerException.class)
			.isThrownBy(() -> value(context, Vary.PRINCIPAL))
			.withMessageStartingWith("This call varies by PRINCIPAL, but there is no principal here."));
	}

	@Test
	void withoutSpringSecurityTheRequestTells() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.security")).run((context) -> {
			try (CallerScope binding = CallerContext
				.bind(new CallerContext(Map.of(Vary.COUNTRY, "DE"), null, CallerContext.principal("ann")))) {
				assertThat(value(context, Vary.PRINCIPAL)).isEqualTo("=ann");
			}
			assertThatExceptionOfType(CallerException.class).isThrownBy(() -> value(context, Vary.PRINCIPAL));
		});
	}

	@Test
	void anAttributeOfTheApplicationComesFirst() {
		this.contextRunner.withBean("own", CallerAttribute.class, () -> CallerAttribute.of(Vary.PRINCIPAL, () -> "own"))
			.withBean("tenant", CallerAttribute.class, () -> CallerAttribute.of(Vary.TENANT, () -> 42L))
			.run((context) -> {
				assertThat(value(context, Vary.PRINCIPAL)).isEqualTo("own");
				assertThat(value(context, Vary.TENANT)).isEqualTo(42L);
			});
	}

	@Test
	void servletsAreFilteredBehindTheTokens() {
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(REGION)
			.run((context) -> {
				FilterRegistrationBean<?> registration = context.getBean("regionCallerFilter",
						FilterRegistrationBean.class);
				assertThat(registration.getFilter()).isInstanceOf(ServletCallerFilter.class);
				assertThat(registration.getOrder()).isEqualTo(ServletCallerFilter.ORDER);
			});
	}

	@Test
	void reactiveApplicationsHaveAFilterAndADecorator() {
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(REGION)
			.run((context) -> assertThat(context).hasSingleBean(ReactiveCallerFilter.class)
				.hasSingleBean(ReactiveCallerDecorator.class));
	}

	@Test
	void aReactiveRequestTellsLocaleAndPrincipal() {
		MockServerHttpRequest request = MockServerHttpRequest.get("/").acceptLanguageAsLocales(Locale.ITALY).build();
		Principal principal = () -> "ann";
		ContextView ann = filtered(MockServerWebExchange.builder(request).principal(principal).build());
		assertThat(ann.<CallerContext>get(CallerContext.class))
			.isEqualTo(new CallerContext(Map.of(), Locale.ITALIAN, null));
		assertThat(ann.<Mono<String>>get(CallerContext.PRINCIPAL).block()).isEqualTo("=ann");
		ContextView nobody = filtered(MockServerWebExchange.from(request));
		assertThat(nobody.<Mono<String>>get(CallerContext.PRINCIPAL).block()).isEqualTo("-");
	}

	@Test
	void refusesWhatIsNoRange() {
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(REGION)
			.withPropertyValues("regions.vary.trusted-proxies=10.0.0.0/8,proxy.example.com")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'proxy.example.com' is no range of addresses."));
	}

	@Test
	void refusesWhatIsNoLanguage() {
		this.contextRunner.withPropertyValues("regions.vary.locales=de,x-none")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("regions.vary.locales")
				.hasMessageContaining("It names no language. Write language tags such as 'de' or 'pt-BR'."));
		this.contextRunner.withPropertyValues("regions.vary.locales=de,f*r")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("Locale part \"f*r\" contains invalid characters"));
	}

	@Test
	void localesOfTheApplicationComeFirst() {
		this.contextRunner.withBean(SupportedLocales.class, () -> new SupportedLocales(List.of(), Locale.CANADA_FRENCH))
			.run((context) -> assertThat(value(context, Vary.LOCALE)).isEqualTo(Locale.CANADA_FRENCH));
	}

	@Test
	void needsNoWeb() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web",
					"org.springframework.http", "org.springframework.security", "reactor", "io.micrometer"))
			.run((context) -> assertThat(value(context, Vary.COUNTRY)).isEqualTo("ZZ"));
	}

	private static ContextView filtered(MockServerWebExchange exchange) {
		AtomicReference<ContextView> seen = new AtomicReference<>();
		new ReactiveCallerFilter(new SupportedLocales(List.of(Locale.ITALIAN), Locale.ENGLISH))
			.filter(exchange, (inner) -> Mono.deferContextual((view) -> {
				seen.set(view);
				return Mono.empty();
			}))
			.block();
		return seen.get();
	}

	private static Authentication user(String name) {
		return new TestingAuthenticationToken(name, "password", "USER");
	}

	private static Object value(ApplicationContext context, String vary) {
		List<Object> parts = new Callers(() -> context.getBeanProvider(CallerAttribute.class).orderedStream())
			.current(Set.of(vary))
			.parts(Set.of(vary));
		assertThat(parts).first().isEqualTo(vary);
		return parts.get(1);
	}

}
