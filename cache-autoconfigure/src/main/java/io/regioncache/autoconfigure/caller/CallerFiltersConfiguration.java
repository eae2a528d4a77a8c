package io.regioncache.autoconfigure.caller;

import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.caller.CallerAttribute;
import io.regioncache.caller.Callers;
import io.regioncache.caller.SupportedLocales;
import io.regioncache.web.ReactiveCallerFilter;
import io.regioncache.web.ReactiveCallerDecorator;
import io.regioncache.web.ServletCallerFilter;
import io.regioncache.web.TrustedProxies;
import io.regioncache.web.WatchedRequestFilter;
import jakarta.servlet.http.HttpServletRequest;
import reactor.core.publisher.Mono;

import org.springframework.aop.scope.ScopedObject;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.server.WebFilter;

/**
 * The filters that read from a request who is asking.
 */
final class CallerFiltersConfiguration {

	private CallerFiltersConfiguration() {
	}

	/**
	 * A bean of a request's scope exists inside of requests only, and nothing is read
	 * from the request for it.
	 */
	private static Callers ofRequests(ObjectProvider<CallerAttribute> attributes) {
		return new Callers(
				() -> attributes.orderedStream().filter((attribute) -> !(attribute instanceof ScopedObject)));
	}

	/**
	 * Whether the server believes forwarded headers, as Spring Boot decides it.
	 */
	private static boolean isForwardedByServer(Environment environment) {
		String strategy = environment.getProperty("server.forward-headers-strategy");
		if (strategy != null) {
			return strategy.equalsIgnoreCase("native");
		}
		CloudPlatform platform = CloudPlatform.getActive(environment);
		return platform != null && platform.isUsingForwardHeaders();
	}

	/**
	 * For servlet applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass({ OncePerRequestFilter.class, HttpServletRequest.class })
	static class Servlet {

		@Bean
		@ConditionalOnMissingBean
		TrustedProxies regionTrustedProxies(RegionsProperties properties) {
			return properties.vary().proxies(properties.needsAddresses());
		}

		@Bean
		@ConditionalOnMissingBean(value = ServletCallerFilter.class, name = "regionCallerFilter")
		FilterRegistrationBean<ServletCallerFilter> regionCallerFilter(ObjectProvider<CallerAttribute> attributes,
				TrustedProxies proxies, Environment environment, RegionsProperties properties) {
			FilterRegistrationBean<ServletCallerFilter> registration = new FilterRegistrationBean<>(
					new ServletCallerFilter(ofRequests(attributes), proxies, isForwardedByServer(environment),
							properties.needsAddresses()));
			registration.setOrder(ServletCallerFilter.ORDER);
			return registration;
		}

		@Bean
		@ConditionalOnMissingBean(value = WatchedRequestFilter.class, name = "regionWatchedRequestFilter")
		@Conditional(OnLoadWatch.class)
		FilterRegistrationBean<WatchedRequestFilter> regionWatchedRequestFilter(RegionsProperties properties) {
			FilterRegistrationBean<WatchedRequestFilter> registration = new FilterRegistrationBean<>(
					new WatchedRequestFilter(properties.vary().countryHeaders(),
							properties.vary().subdivisionHeaders()));
			registration.setOrder(WatchedRequestFilter.ORDER);
			return registration;
		}

	}

	/**
	 * For reactive applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass({ WebFilter.class, HttpHandlerDecoratorFactory.class, Mono.class })
	static class Reactive {

		@Bean
		@ConditionalOnMissingBean
		TrustedProxies regionTrustedProxies(RegionsProperties properties) {
			return properties.vary().proxies(properties.needsAddresses());
		}

		@Bean
		@ConditionalOnMissingBean
		ReactiveCallerDecorator regionCallerDecorator(ObjectProvider<CallerAttribute> attributes,
				TrustedProxies proxies, Environment environment, RegionsProperties properties) {
			return new ReactiveCallerDecorator(ofRequests(attributes), proxies, isForwardedByServer(environment),
					properties.needsAddresses());
		}

		@Bean
		@ConditionalOnMissingBean
		ReactiveCallerFilter regionCallerFilter(SupportedLocales locales) {
			return new ReactiveCallerFilter(locales);
		}

	}

}
