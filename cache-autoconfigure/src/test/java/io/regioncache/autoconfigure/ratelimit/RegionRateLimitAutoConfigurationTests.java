package io.regioncache.autoconfigure.ratelimit;

import java.util.List;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regioncache.annotation.RateLimited;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.Vary;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.caller.RegionCallerAutoConfiguration;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.caller.CallerAttribute;
import io.regioncache.interceptor.RateLimitAdvisor;
import io.regioncache.interceptor.RegionAnnotationAdvisor;
import io.regioncache.metrics.RegionRateLimitMetrics;
import io.regioncache.ratelimit.RateLimitExceededException;
import io.regioncache.ratelimit.RateLimitPolicy;
import io.regioncache.ratelimit.RateLimitScope;
import io.regioncache.ratelimit.RateLimiters;
import io.regioncache.ratelimit.RedisDownPolicy;
import io.regioncache.region.RegionConfigurationException;
import io.regioncache.web.RateLimitAdvice;
import io.regioncache.web.RateLimitPhase;
import io.regioncache.web.ReactiveRateLimitFilter;
import io.regioncache.web.ServletRateLimitFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RegionRateLimitAutoConfiguration}. No Redis runs here.
 */
class RegionRateLimitAutoConfigurationTests {

	private static final String[] REGION = { "regions.endpoints.a.url=redis://127.0.0.1:1",
			"spring.application.name=shop", "regions.connect-timeout=10ms" };

	private static final String[] LIMITS = { "regions.rate-limits.search.limit=100",
			"regions.rate-limits.search.paths=/search/**", "regions.rate-limits.search.key=client-address",
			"regions.rate-limits.orders.limit=10", "regions.rate-limits.orders.window=1m",
			"regions.rate-limits.orders.burst=3", "regions.rate-limits.orders.scope=global",
			"regions.rate-limits.orders.when-redis-is-down=closed", "regions.rate-limits.orders.paths=/orders/**",
			"regions.rate-limits.orders.key=principal" };

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(RegionsAutoConfiguration.class,
			DataRedisAutoConfiguration.class, RegionCacheAutoConfiguration.class, RegionCallerAutoConfiguration.class,
			RegionAnnotationsAutoConfiguration.class, RegionRateLimitAutoConfiguration.class);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withPropertyValues(REGION);

	@Test
	void withoutLimitsThereIsNothingButTheAdvisor() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(RateLimitAdvisor.class)
			.doesNotHaveBean(RateLimiters.class)
			.doesNotHaveBean(RegionRateLimitMetrics.class));
	}

	@Test
	void limitsAreMadeOfProperties() {
		this.contextRunner.withPropertyValues(LIMITS).run((context) -> {
			RateLimitPolicy search = context.getBean(RateLimiters.class).get("search").policy();
			assertThat(search.window()).hasSeconds(1);
			assertThat(search.burst()).isEqualTo(100);
			assertThat(search.scope()).isEqualTo(RateLimitScope.REGION);
			assertThat(search.whenRedisIsDown()).isEqualTo(RedisDownPolicy.LOCAL);
			RateLimitPolicy orders = context.getBean(RateLimiters.class).get("orders").policy();
			assertThat(orders.limit()).isEqualTo(10);
			assertThat(orders.window()).hasMinutes(1);
			assertThat(orders.burst()).isEqualTo(3);
			assertThat(orders.scope()).isEqualTo(RateLimitScope.GLOBAL);
			assertThat(orders.whenRedisIsDown()).isEqualTo(RedisDownPolicy.CLOSED);
		});
	}

	@Test
	void filtersStandBeforeAndAfterSpringSecurity() {
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(REGION)
			.withPropertyValues(LIMITS)
			.run((context) -> {
				assertThat(
						context.getBean("regionRateLimitFilterBeforeSecurity", FilterRegistrationBean.class).getOrder())
					.isEqualTo(-110);
				assertThat(
						context.getBean("regionRateLimitFilterAfterSecurity", FilterRegistrationBean.class).getOrder())
					.isEqualTo(-90);
				assertThat(context.getBeansOfType(FilterRegistrationBean.class)
					.values()
					.stream()
					.filter((bean) -> bean.getFilter() instanceof ServletRateLimitFilter)).hasSize(2)
					.allMatch(FilterRegistrationBean::isEnabled);
				assertThat(context).hasSingleBean(RateLimitAdvice.class);
			});
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(REGION)
			.withPropertyValues(LIMITS)
			.run((context) -> assertThat(context.getBeansOfType(ReactiveRateLimitFilter.class).values())
				.extracting(ReactiveRateLimitFilter::getOrder)
				.containsExactlyInAnyOrder(RateLimitPhase.BEFORE_SECURITY.getOrder(),
						RateLimitPhase.AFTER_SECURITY.getOrder()));
	}

	@Test
	void aFilterThatHasNothingToDoIsNotRegistered() {
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(REGION)
			.withPropertyValues("regions.rate-limits.orders.limit=1")
			.run((context) -> assertThat(context.getBeansOfType(FilterRegistrationBean.class)
				.values()
				.stream()
				.filter((bean) -> bean.getFilter() instanceof ServletRateLimitFilter)).hasSize(2)
				.noneMatch(FilterRegistrationBean::isEnabled));
	}

	@Test
	void aCallIsCheckedOutsideOfTheCache() {
		this.contextRunner
			.withPropertyValues("regions.rate-limits.orders.limit=1", "regions.rate-limits.orders.window=1h")
			.withUserConfiguration(Shop.class)
			.run((context) -> {
				Shop.Orders orders = context.getBean(Shop.Orders.class);
				List<Class<?>> advisors = Stream.of(((Advised) orders).getAdvisors())
					.<Class<?>>map(Advisor::getClass)
					.toList();
				assertThat(advisors.indexOf(RateLimitAdvisor.class)).isNotNegative()
					.isLessThan(advisors.indexOf(RegionAnnotationAdvisor.class));
				assertThat(orders.find(1)).isEqualTo("order 1");
				assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(() -> orders.find(1));
			});
	}

	@Test
	void anAnnotationWithoutALimitStopsTheStart() {
		this.contextRunner.withUserConfiguration(Shop.class)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("name = \"orders\" names no limit; there are []")
				.hasMessageContaining("Set 'regions.rate-limits.orders.limit'"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "window=1s | The rate limit 'x' has no limit.",
			"limit=0 | The rate limit 'x' has the limit 0.",
			"limit=1,window=0s | The rate limit 'x' has the window PT0S.",
			"limit=1,burst=-1 | The rate limit 'x' has the burst -1.",
			"limit=1,paths=/** | The rate limit 'x' has paths and no key: one client could use up what all may call.",
			"limit=1,key=tenant | The rate limit 'x' counts by tenant, but no bean tells the tenant.",
			"limit=1,key=clientaddress,paths=/{ | The rate limit 'x' has a path that cannot be read",
			"limit=1,key=header(,paths=/** | The rate limit 'x' has the key 'header(', which is neither a known key nor valid SpEL" })
	void aLimitThatCannotWorkStopsTheStart(String properties, String message) {
		String[] all = Stream.of(properties.split(","))
			.map((each) -> "regions.rate-limits.x." + each)
			.toArray(String[]::new);
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(REGION)
			.withPropertyValues(all)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(RegionConfigurationException.class)
				.hasMessageContaining(message));
	}

	@Test
	void aGlobalLimitNeedsReplication() {
		this.contextRunner
			.withPropertyValues("regions.rate-limits.x.limit=1", "regions.rate-limits.x.scope=global",
					"regions.replication.enabled=false")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("'x' is global, but 'regions.replication.enabled' is false"));
	}

	@Test
	void limitsByTenantStartWhereABeanTellsIt() {
		this.contextRunner.withPropertyValues("regions.rate-limits.x.limit=1", "regions.rate-limits.x.key=tenant")
			.withBean(CallerAttribute.class, () -> CallerAttribute.of(Vary.TENANT, () -> "acme"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void withoutBucket4jTheStartSaysWhatIsMissing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.github.bucket4j"))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(RegionRateLimitAutoConfiguration.missingBucket4j(new FilteredClassLoader("io.github.bucket4j")))
			.hasMessage("'regions.rate-limits' is set, but Bucket4j is not on the class path.");
	}

	@Test
	void metersHaveNoKeys() {
		this.contextRunner.withPropertyValues(LIMITS).run((context) -> {
			MeterRegistry registry = new SimpleMeterRegistry();
			context.getBean(RegionRateLimitMetrics.class).bindTo(registry);
			context.getBean(RateLimiters.class).get("orders").tryAcquire("ann").join();
			assertThat(registry.get("region.ratelimit.decisions")
				.tags("limit", "orders", "outcome", "rejected", "by", "policy")
				.functionCounter()
				.count()).isEqualTo(1);
			assertThat(registry.getMeters())
				.allSatisfy((meter) -> assertThat(meter.getId().toString()).doesNotContain("ann"));
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Shop {

		@Bean
		Orders orders() {
			return new Orders();
		}

		static class Orders {

			@RateLimited("orders")
			@RegionCached(cacheNames = "orders")
			public String find(long id) {
				return "order " + id;
			}

		}

	}

}
