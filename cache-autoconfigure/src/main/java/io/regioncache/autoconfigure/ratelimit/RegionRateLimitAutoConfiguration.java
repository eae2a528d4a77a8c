package io.regioncache.autoconfigure.ratelimit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.annotation.Vary;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.properties.RateLimitProperties;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.caller.CallerAttribute;
import io.regioncache.interceptor.RateLimitAdvisor;
import io.regioncache.metrics.RegionRateLimitMetrics;
import io.regioncache.ratelimit.CallerKey;
import io.regioncache.ratelimit.RateLimitPolicy;
import io.regioncache.ratelimit.RateLimitScope;
import io.regioncache.ratelimit.RateLimiters;
import io.regioncache.region.RegionConfigurationException;
import io.regioncache.region.RegionThreads;
import io.regioncache.store.RegionStore;
import io.regioncache.web.RateLimitAdvice;
import io.regioncache.web.RateLimitAnswers;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.ControllerAdvice;

/**
 * {@link AutoConfiguration Auto-configuration} for rate limits. Where none is configured,
 * there is nothing but the advisor, which refuses annotations that name one.
 */
@AutoConfiguration(after = RegionCacheAutoConfiguration.class)
@ConditionalOnBean(RegionStore.class)
@Import({ RegionAnnotationsAutoConfiguration.ProxyCreatorRegistrar.class, RateLimitFiltersConfiguration.Servlet.class,
		RateLimitFiltersConfiguration.Reactive.class })
public final class RegionRateLimitAutoConfiguration {

	private static final String BUCKET4J = "io.github.bucket4j.Bucket";

	private static final String EXECUTOR = "regionCacheExecutor";

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static RateLimitAdvisor regionRateLimitAdvisor(ConfigurableListableBeanFactory beanFactory) {
		// An advisor is created before most beans; what it needs must not be.
		Supplier<Map<String, Optional<CallerKey>>> limits = SingletonSupplier.of(() -> {
			Map<String, Optional<CallerKey>> keys = new LinkedHashMap<>();
			beanFactory.getBean(RegionsProperties.class)
				.rateLimits()
				.forEach((name, limit) -> keys.put(name, limit.callerKey()));
			return keys;
		});
		Supplier<RateLimiters> limiters = SingletonSupplier.of(() -> beanFactory.getBean(RateLimiters.class));
		return new RateLimitAdvisor(beanFactory, limits, limiters, RateLimitAttributes.of(beanFactory),
				executor(beanFactory));
	}

	/**
	 * Return what is to be said where Bucket4j is missing.
	 */
	static @Nullable RegionConfigurationException missingBucket4j(ClassLoader classLoader) {
		return ClassUtils.isPresent(BUCKET4J, classLoader) ? null
				: new RegionConfigurationException(
						"'regions.rate-limits' is set, but Bucket4j is not on the class path.",
						"Add the dependency 'com.bucket4j:bucket4j_jdk17-core', or remove 'regions.rate-limits'.");
	}

	private static Executor executor(BeanFactory beanFactory) {
		Supplier<Executor> executor = SingletonSupplier
			.of(() -> beanFactory.containsBean(EXECUTOR) ? beanFactory.getBean(EXECUTOR, Executor.class)
					: new SimpleAsyncTaskExecutor(RegionThreads.numbered("region-cache-load-")));
		return (task) -> executor.get().execute(task);
	}

	/**
	 * Where any limit is configured.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnRateLimits.class)
	static class RateLimitsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RateLimiters regionRateLimiters(RegionsProperties properties, RegionStore store,
				ListableBeanFactory beanFactory) {
			requireBucket4j();
			List<RateLimitPolicy> policies = properties.rateLimits()
				.entrySet()
				.stream()
				.map((limit) -> limit.getValue().policy(limit.getKey()))
				.toList();
			policies.forEach((policy) -> requireReplication(policy, properties));
			properties.rateLimits().forEach((name, limit) -> requireTenant(name, limit, beanFactory));
			return new RateLimiters(policies, store);
		}

		private static void requireBucket4j() {
			RegionConfigurationException missing = missingBucket4j(
					RegionRateLimitAutoConfiguration.class.getClassLoader());
			if (missing != null) {
				throw missing;
			}
		}

		private static void requireReplication(RateLimitPolicy policy, RegionsProperties properties) {
			if (policy.scope() == RateLimitScope.GLOBAL && !properties.replication().enabled()) {
				throw new RegionConfigurationException(
						"The rate limit '%s' is global, but 'regions.replication.enabled' is false: no region reaches another."
							.formatted(policy.name()),
						"Set 'regions.rate-limits.%s.scope' to 'region', or let regions replicate."
							.formatted(policy.name()));
			}
		}

		private static void requireTenant(String name, RateLimitProperties limit, ListableBeanFactory beanFactory) {
			if (limit.callerKey().equals(Optional.of(CallerKey.TENANT))
					&& beanFactory.getBeanProvider(CallerAttribute.class)
						.stream()
						.noneMatch((attribute) -> Vary.TENANT.equals(attribute.name()))) {
				throw new RegionConfigurationException(
						"The rate limit '%s' counts by tenant, but no bean tells the tenant.".formatted(name),
						"Declare a bean, as in CallerAttribute.of(Vary.TENANT, () -> ...).");
			}
		}

		@Bean
		RateLimitRules regionRateLimitRules(RegionsProperties properties, RateLimiters limiters,
				BeanFactory beanFactory) {
			return new RateLimitRules(properties.rateLimits(), limiters, beanFactory);
		}

	}

	/**
	 * What clients are told.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnRateLimits.class)
	@ConditionalOnWebApplication
	@ConditionalOnClass(ControllerAdvice.class)
	static class WebConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RateLimitAnswers regionRateLimitAnswers(RegionsProperties properties) {
			return new RateLimitAnswers(properties.rateLimitXHeaders());
		}

		@Bean
		@ConditionalOnMissingBean
		RateLimitAdvice regionRateLimitAdvice(RateLimitAnswers answers) {
			return new RateLimitAdvice(answers);
		}

	}

	/**
	 * Meters.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnRateLimits.class)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RegionRateLimitMetrics regionRateLimitMetrics(RateLimiters limiters) {
			return new RegionRateLimitMetrics(limiters);
		}

	}

}
