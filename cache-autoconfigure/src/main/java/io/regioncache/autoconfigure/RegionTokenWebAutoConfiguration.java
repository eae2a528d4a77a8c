package io.regioncache.autoconfigure;

import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.web.ReactiveTokenFilter;
import io.regioncache.web.ServletTokenFilter;
import io.regioncache.web.TokenTransport;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
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

	private static final Log logger = LogFactory.getLog(RegionTokenWebAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean
	TokenTransport regionTokenTransport(ConsistencyTokens tokens, RegionsProperties properties) {
		ReadYourWritesProperties readYourWrites = properties.readYourWrites();
		return new TokenTransport(tokens, readYourWrites.cookie().settings(),
				readYourWrites.header().enabled() ? readYourWrites.header().name() : null,
				readYourWrites.cacheStatus());
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
		ReactiveTokenFilter regionTokenFilter(TokenTransport transport, Environment environment,
				ResourceLoader loader) {
			if (!reachesThreads(environment, loader.getClassLoader())) {
				logger.info("In a reactive application, what is written by annotated methods that return no publisher "
						+ "makes no token yet. Add io.micrometer:context-propagation and set "
						+ "'spring.reactor.context-propagation=auto', unless all of them return publishers.");
			}
			return new ReactiveTokenFilter(transport);
		}

		private static boolean reachesThreads(Environment environment, @Nullable ClassLoader classLoader) {
			return "auto".equalsIgnoreCase(environment.getProperty("spring.reactor.context-propagation"))
					&& ClassUtils.isPresent("io.micrometer.context.ContextSnapshot", classLoader);
		}

	}

}
