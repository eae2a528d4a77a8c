package io.regioncache.autoconfigure.ratelimit;

import java.util.function.Function;

import io.regioncache.annotation.Vary;
import io.regioncache.web.RateLimitAnswers;
import io.regioncache.web.RateLimitPhase;
import io.regioncache.web.ReactiveRateLimitFilter;
import io.regioncache.web.ServletRateLimitFilter;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.server.WebFilter;

/**
 * The filters that limit requests before and after security.
 */
final class RateLimitFiltersConfiguration {

	private RateLimitFiltersConfiguration() {
	}

	/**
	 * For servlet applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnRateLimits.class)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass({ OncePerRequestFilter.class, HttpServletRequest.class })
	static class Servlet {

		@Bean
		FilterRegistrationBean<ServletRateLimitFilter> regionRateLimitFilterBeforeSecurity(RateLimitRules rules,
				RateLimitAnswers answers, BeanFactory beanFactory) {
			return filter(RateLimitPhase.BEFORE_SECURITY, rules, answers, beanFactory);
		}

		@Bean
		FilterRegistrationBean<ServletRateLimitFilter> regionRateLimitFilterAfterSecurity(RateLimitRules rules,
				RateLimitAnswers answers, BeanFactory beanFactory) {
			return filter(RateLimitPhase.AFTER_SECURITY, rules, answers, beanFactory);
		}

		private static FilterRegistrationBean<ServletRateLimitFilter> filter(RateLimitPhase phase, RateLimitRules rules,
				RateLimitAnswers answers, BeanFactory beanFactory) {
			Function<String, @Nullable Object> attributes = RateLimitAttributes.of(beanFactory);
			FilterRegistrationBean<ServletRateLimitFilter> registration = new FilterRegistrationBean<>(
					new ServletRateLimitFilter(phase, rules.of(phase), answers, () -> attributes.apply(Vary.TENANT)));
			registration.setOrder(phase.getOrder());
			registration.setEnabled(!rules.of(phase).isEmpty());
			return registration;
		}

	}

	/**
	 * For reactive applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnRateLimits.class)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass({ WebFilter.class, Mono.class })
	static class Reactive {

		@Bean
		ReactiveRateLimitFilter regionRateLimitFilterBeforeSecurity(RateLimitRules rules, RateLimitAnswers answers,
				BeanFactory beanFactory) {
			return filter(RateLimitPhase.BEFORE_SECURITY, rules, answers, beanFactory);
		}

		@Bean
		ReactiveRateLimitFilter regionRateLimitFilterAfterSecurity(RateLimitRules rules, RateLimitAnswers answers,
				BeanFactory beanFactory) {
			return filter(RateLimitPhase.AFTER_SECURITY, rules, answers, beanFactory);
		}

		private static ReactiveRateLimitFilter filter(RateLimitPhase phase, RateLimitRules rules,
				RateLimitAnswers answers, BeanFactory beanFactory) {
			Function<String, @Nullable Object> attributes = RateLimitAttributes.of(beanFactory);
			return new ReactiveRateLimitFilter(phase, rules.of(phase), answers, () -> attributes.apply(Vary.TENANT));
		}

	}

}
