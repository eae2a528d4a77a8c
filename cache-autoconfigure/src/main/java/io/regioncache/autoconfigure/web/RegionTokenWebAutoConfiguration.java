package io.regioncache.autoconfigure.web;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.regioncache.autoconfigure.consistency.RegionTokensAutoConfiguration;
import io.regioncache.autoconfigure.properties.ReadYourWritesProperties;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.start.StartNote;
import io.regioncache.autoconfigure.start.StartNote.Topic;
import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.web.ReactiveTokenFilter;
import io.regioncache.web.ServletTokenFilter;
import io.regioncache.web.TokenCookie;
import io.regioncache.web.TokenTransport;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.http.ResponseCookie;
import org.springframework.util.ClassUtils;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.server.WebFilter;

/**
 * {@link AutoConfiguration Auto-configuration} that takes tokens from requests, and gives
 * them to responses.
 */
@AutoConfiguration(after = RegionTokensAutoConfiguration.class)
@ConditionalOnWebApplication
@ConditionalOnClass(ResponseCookie.class)
@ConditionalOnBean(ConsistencyTokens.class)
public final class RegionTokenWebAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	TokenTransport regionTokenTransport(ConsistencyTokens tokens, RegionsProperties properties) {
		ReadYourWritesProperties readYourWrites = properties.readYourWrites();
		return new TokenTransport(tokens, readYourWrites.cookie().settings(),
				readYourWrites.header().enabled() ? readYourWrites.header().name() : null,
				readYourWrites.cacheStatus());
	}

	@Bean
	@Order(2)
	static StartNote regionTokenTransportNote(TokenTransport transport) {
		TokenCookie cookie = transport.cookie();
		String header = transport.header();
		String carriers = Stream
			.of((cookie != null) ? "cookie " + cookie.name() : "", (header != null) ? "header " + header : "")
			.filter((carrier) -> !carrier.isEmpty())
			.collect(Collectors.joining(" and "));
		return new StartNote(Topic.READ_YOUR_WRITES,
				"by " + (carriers.isEmpty() ? "neither cookie nor header" : carriers));
	}

	/**
	 * For servlet applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass({ OncePerRequestFilter.class, HttpServletResponse.class })
	static class ServletConfiguration {

		@Bean
		@ConditionalOnMissingBean(value = ServletTokenFilter.class, name = "regionTokenFilter")
		FilterRegistrationBean<ServletTokenFilter> regionTokenFilter(TokenTransport transport) {
			FilterRegistrationBean<ServletTokenFilter> registration = new FilterRegistrationBean<>(
					new ServletTokenFilter(transport));
			registration.setOrder(ServletTokenFilter.ORDER);
			return registration;
		}

	}

	/**
	 * For reactive applications.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass({ WebFilter.class, Mono.class })
	static class ReactiveConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ReactiveTokenFilter regionTokenFilter(TokenTransport transport) {
			return new ReactiveTokenFilter(transport);
		}

		@Bean
		@Order(3)
		StartNote regionTokenThreadsNote(Environment environment, ResourceLoader loader) {
			return new StartNote(Topic.READ_YOUR_WRITES, reachesThreads(environment, loader.getClassLoader()) ? null
					: "but not for annotated methods that return no publisher: if there are any, add io.micrometer:context-propagation and set 'spring.reactor.context-propagation=auto'");
		}

		private static boolean reachesThreads(Environment environment, @Nullable ClassLoader classLoader) {
			return "auto".equalsIgnoreCase(environment.getProperty("spring.reactor.context-propagation"))
					&& ClassUtils.isPresent("io.micrometer.context.ContextSnapshot", classLoader);
		}

	}

}
