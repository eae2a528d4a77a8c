package io.regioncache.autoconfigure.consistency;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.metrics.RegionCacheMetricsAutoConfiguration;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.autoconfigure.web.RegionTokenClientAutoConfiguration;
import io.regioncache.autoconfigure.web.RegionTokenWebAutoConfiguration;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.metrics.RegionTokenMetrics;
import io.regioncache.store.log.Position;
import io.regioncache.web.ReactiveTokenFilter;
import io.regioncache.web.ServletTokenFilter;
import io.regioncache.web.TokenCookie;
import io.regioncache.web.TokenTransport;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.http.ResponseCookie;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

import static io.regioncache.testkit.StartFailures.assertFailure;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionTokensAutoConfiguration} and what carries tokens. No Redis runs
 * here.
 */
@ExtendWith(OutputCaptureExtension.class)
class RegionTokensAutoConfigurationTests {

	private static final String SECRET = "regions.read-your-writes.secret=0123456789abcdef0123456789abcdef";

	private static final String[] REGIONS = { "regions.home=a", "regions.endpoints.a.url=redis://127.0.0.1:1",
			"regions.endpoints.b.url=redis://127.0.0.1:2" };

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(RegionsAutoConfiguration.class,
			DataRedisAutoConfiguration.class, RegionTokensAutoConfiguration.class,
			RegionTokenWebAutoConfiguration.class, RegionTokenClientAutoConfiguration.class);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withPropertyValues(REGIONS);

	private final WebApplicationContextRunner servletRunner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withPropertyValues(REGIONS)
		.withPropertyValues(SECRET);

	private final ReactiveWebApplicationContextRunner reactiveRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withPropertyValues(REGIONS)
		.withPropertyValues(SECRET);

	@Test
	void saysWhatAReactiveApplicationLacks(CapturedOutput output) {
		String advice = "add io.micrometer:context-propagation and set 'spring.reactor.context-propagation=auto'";
		this.reactiveRunner.withPropertyValues("spring.reactor.context-propagation=auto")
			.run((context) -> assertThat(context).hasNotFailed());
		this.servletRunner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(advice);
		this.reactiveRunner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(advice);
		this.reactiveRunner.withPropertyValues("spring.reactor.context-propagation=auto")
			.withClassLoader(new FilteredClassLoader(ContextSnapshot.class))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.toString().split(Pattern.quote(advice), -1)).hasSize(3);
	}

	@Test
	void isOffWithoutASecretAndSaysSoOnce(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(ConsistencyTokens.class)
			.doesNotHaveBean(RestClientCustomizer.class));
		assertThat(output)
			.containsOnlyOnce("read your writes: off (a user that writes in one region may read the old value in "
					+ "another; set 'regions.read-your-writes.secret', the same in every region, to turn it on)");
	}

	@Test
	void hasNothingToSayWithASecretOrWithOneRegion(CapturedOutput output) {
		this.contextRunner.withPropertyValues(SECRET).run((context) -> assertThat(context).hasNotFailed());
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("regions.endpoints.a.url=redis://127.0.0.1:1")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("read your writes: on;")
			.containsOnlyOnce("read your writes: off (one region needs no tokens);")
			.doesNotContain("regions.read-your-writes.secret");
	}

	@Test
	void signsWithTheSecretAndAcceptsPreviousOnes() {
		this.contextRunner.withPropertyValues(SECRET).run((context) -> {
			String former = issue(context.getBean(ConsistencyTokens.class));
			this.contextRunner
				.withPropertyValues("regions.read-your-writes.secret=" + "n".repeat(32),
						"regions.read-your-writes.previous-secrets=0123456789abcdef0123456789abcdef")
				.run((rotated) -> {
					ConsistencyTokens tokens = rotated.getBean(ConsistencyTokens.class);
					assertThat(tokens.read(former).positions()).hasSize(1);
					assertThat(tokens.read(issue(tokens)).positions()).hasSize(1);
					assertThat(context.getBean(ConsistencyTokens.class).read(issue(tokens)).isEmpty()).isTrue();
				});
		});
	}

	@Test
	void refusesAShortSecretWithoutShowingIt() {
		this.contextRunner.withPropertyValues("regions.read-your-writes.secret=too-short").run((context) -> {
			assertFailure(context,
					"The secret in 'regions.read-your-writes.secret' has 9 bytes; at least 32 are needed.",
					"Set it to random text that is the same in every region, "
							+ "such as the output of 'openssl rand -base64 32'.");
			assertThat(context.getStartupFailure()).hasMessageNotContaining("too-short");
		});
	}

	@Test
	void refusesAnEmptySecret() {
		this.contextRunner.withPropertyValues("regions.read-your-writes.secret=")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseMessage(
						"The secret in 'regions.read-your-writes.secret' has 0 bytes; at least 32 are needed."));
	}

	@Test
	void propertiesDoNotTellTheirSecrets() {
		this.contextRunner
			.withPropertyValues(SECRET, "regions.read-your-writes.previous-secrets=fedcba9876543210fedcba9876543210")
			.run((context) -> assertThat(context.getBean(RegionsProperties.class).toString())
				.doesNotContain("0123456789abcdef", "fedcba9876543210")
				.contains("life=PT30S"));
	}

	@Test
	void tokensOfTheApplicationComeFirst() {
		ConsistencyTokens own = new ConsistencyTokens("app", List.of("a"), List.of("x".repeat(32)),
				Duration.ofSeconds(5), InstantSource.system());
		this.servletRunner.withBean(ConsistencyTokens.class, () -> own).run((context) -> {
			assertThat(context.getBean(ConsistencyTokens.class)).isSameAs(own);
			assertThat(context.getBean(TokenTransport.class).tokens()).isSameAs(own);
		});
	}

	@Test
	void servletsAreFilteredInEveryDispatch() {
		this.servletRunner.run((context) -> {
			FilterRegistrationBean<?> registration = context.getBean("regionTokenFilter", FilterRegistrationBean.class);
			assertThat(registration.getFilter()).isInstanceOf(ServletTokenFilter.class);
			assertThat(registration.getOrder()).isEqualTo(ServletTokenFilter.ORDER);
			assertThat(registration.determineDispatcherTypes()).contains(DispatcherType.ASYNC, DispatcherType.ERROR);
			assertThat(context).doesNotHaveBean(ReactiveTokenFilter.class);
			assertThat(context.getBean(TokenTransport.class).cookie())
				.isEqualTo(new TokenCookie("region-cache-token", null, "/", true, TokenCookie.SameSite.LAX));
			assertThat(context.getBean(TokenTransport.class).header()).isEqualTo("Region-Cache-Token");
			assertThat(context.getBean(TokenTransport.class).cacheStatus()).isFalse();
		});
	}

	@Test
	void aFilterOfTheApplicationComesFirst() {
		this.servletRunner.withBean(ServletTokenFilter.class,
				() -> new ServletTokenFilter(new TokenTransport(new ConsistencyTokens("app", List.of("a"),
						List.of("x".repeat(32)), Duration.ofSeconds(5), InstantSource.system()), null, "Own", false)))
			.run((context) -> assertThat(context).doesNotHaveBean("regionTokenFilter"));
		this.reactiveRunner.withBean("own", ReactiveTokenFilter.class,
				() -> new ReactiveTokenFilter(new TokenTransport(new ConsistencyTokens("app", List.of("a"),
						List.of("x".repeat(32)), Duration.ofSeconds(5), InstantSource.system()), null, "Own", false)))
			.run((context) -> assertThat(context).hasSingleBean(ReactiveTokenFilter.class)
				.doesNotHaveBean("regionTokenFilter"));
	}

	@Test
	void reactiveApplicationsAreFiltered() {
		this.reactiveRunner.run((context) -> assertThat(context).hasSingleBean(ReactiveTokenFilter.class)
			.doesNotHaveBean(FilterRegistrationBean.class));
	}

	@Test
	void cookieAndHeaderAsConfigured() {
		this.servletRunner
			.withPropertyValues("regions.read-your-writes.cookie.name=t",
					"regions.read-your-writes.cookie.domain=a.org", "regions.read-your-writes.cookie.path=/shop",
					"regions.read-your-writes.cookie.secure=false", "regions.read-your-writes.cookie.same-site=strict",
					"regions.read-your-writes.header.name=T", "regions.read-your-writes.cache-status=true")
			.run((context) -> {
				TokenTransport transport = context.getBean(TokenTransport.class);
				assertThat(transport.cookie())
					.isEqualTo(new TokenCookie("t", "a.org", "/shop", false, TokenCookie.SameSite.STRICT));
				assertThat(transport.header()).isEqualTo("T");
				assertThat(transport.cacheStatus()).isTrue();
			});
		this.servletRunner
			.withPropertyValues("regions.read-your-writes.cookie.enabled=false",
					"regions.read-your-writes.header.enabled=false")
			.run((context) -> {
				assertThat(context.getBean(TokenTransport.class).cookie()).isNull();
				assertThat(context.getBean(TokenTransport.class).header()).isNull();
			});
	}

	@Test
	void refusesACookieThatNoBrowserWouldKeep() {
		this.servletRunner
			.withPropertyValues("regions.read-your-writes.cookie.same-site=none",
					"regions.read-your-writes.cookie.secure=false")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(
						"No browser would keep such a cookie: " + "browsers refuse SameSite=None without Secure."));
	}

	@Test
	void clientsAreLeftAloneUnlessHostsAreListed() {
		this.contextRunner.withPropertyValues(SECRET).run((context) -> {
			RestTemplate template = new RestTemplate();
			context.getBean(RestTemplateCustomizer.class).customize(template);
			assertThat(template.getInterceptors()).isEmpty();
			RestClient.Builder rest = RestClient.builder();
			context.getBean(RestClientCustomizer.class).customize(rest);
			rest.requestInterceptors((interceptors) -> assertThat(interceptors).isEmpty());
			WebClient.Builder web = WebClient.builder();
			context.getBean(WebClientCustomizer.class).customize(web);
			web.filters((filters) -> assertThat(filters).isEmpty());
		});
	}

	@Test
	void clientsPassTokensOnToListedHosts() {
		this.contextRunner.withPropertyValues(SECRET, "regions.read-your-writes.propagate-to=*.example.com,localhost:1")
			.run((context) -> {
				RestTemplate template = new RestTemplate();
				context.getBean(RestTemplateCustomizer.class).customize(template);
				assertThat(template.getInterceptors()).hasSize(1);
				RestClient.Builder rest = RestClient.builder();
				context.getBean(RestClientCustomizer.class).customize(rest);
				rest.requestInterceptors((interceptors) -> assertThat(interceptors).hasSize(1));
				WebClient.Builder web = WebClient.builder();
				context.getBean(WebClientCustomizer.class).customize(web);
				web.filters((filters) -> assertThat(filters).hasSize(1));
			});
	}

	@Test
	void refusesWhatIsNoHost() {
		this.contextRunner.withPropertyValues(SECRET, "regions.read-your-writes.propagate-to=https://example.com")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'https://example.com' is not a host."));
	}

	@Test
	void needsNeitherWebNorClientsNorPropagation() {
		this.contextRunner.withPropertyValues(SECRET)
			.withClassLoader(new FilteredClassLoader(ResponseCookie.class.getPackageName(), "jakarta.servlet",
					"org.springframework.web", "org.springframework.boot.restclient",
					"org.springframework.boot.webclient", "io.micrometer", "reactor"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ConsistencyTokens.class)
				.doesNotHaveBean("regionTokenRestClientCustomizer")
				.doesNotHaveBean("regionTokenWebClientCustomizer"));
	}

	@Test
	void eachLibraryIsOptional() {
		this.contextRunner.withPropertyValues(SECRET)
			.withClassLoader(new FilteredClassLoader(RestClientCustomizer.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("regionTokenWebClientCustomizer")
				.doesNotHaveBean("regionTokenRestClientCustomizer"));
		this.contextRunner.withPropertyValues(SECRET)
			.withClassLoader(new FilteredClassLoader(WebClientCustomizer.class, WebClient.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("regionTokenRestClientCustomizer")
				.doesNotHaveBean("regionTokenWebClientCustomizer"));
		this.reactiveRunner.withClassLoader(new FilteredClassLoader(HttpServletResponse.class))
			.run((context) -> assertThat(context).hasSingleBean(ReactiveTokenFilter.class));
		this.servletRunner.withClassLoader(new FilteredClassLoader(ThreadLocalAccessor.class))
			.run((context) -> assertThat(context).hasBean("regionTokenFilter"));
	}

	@Test
	void tokensAreCounted() {
		this.contextRunner.withPropertyValues(SECRET)
			.withConfiguration(AutoConfigurations.of(RegionCacheAutoConfiguration.class,
					RegionCacheMetricsAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(context).hasSingleBean(RegionTokenMetrics.class));
	}

	private static String issue(ConsistencyTokens tokens) {
		return tokens.issue(ConsistencyToken.NONE.and("a", new Position(1, 1)));
	}

}
