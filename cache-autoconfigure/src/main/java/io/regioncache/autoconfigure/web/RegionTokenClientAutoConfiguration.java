package io.regioncache.autoconfigure.web;

import io.regioncache.autoconfigure.consistency.RegionTokensAutoConfiguration;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.web.TokenClientInterceptor;
import io.regioncache.web.TokenExchangeFilter;
import io.regioncache.web.TrustedHosts;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * {@link AutoConfiguration Auto-configuration} that passes tokens on to other services.
 * <p>
 * Where no host is listed, clients stay as they are: an interceptor alone would make them
 * keep the bodies of requests in memory.
 */
@AutoConfiguration(after = RegionTokensAutoConfiguration.class)
@ConditionalOnBean(ConsistencyTokens.class)
public final class RegionTokenClientAutoConfiguration {

	/**
	 * For {@code RestClient} and {@code RestTemplate}.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestClient.class, RestClientCustomizer.class })
	static class RestConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "regionTokenRestClientCustomizer")
		RestClientCustomizer regionTokenRestClientCustomizer(ConsistencyTokens tokens, RegionsProperties properties) {
			TrustedHosts hosts = properties.readYourWrites().trustedHosts();
			TokenClientInterceptor interceptor = new TokenClientInterceptor(tokens,
					properties.readYourWrites().header().name(), hosts);
			return (builder) -> {
				if (!hosts.isEmpty()) {
					builder.requestInterceptor(interceptor);
				}
			};
		}

		@Bean
		@ConditionalOnMissingBean(name = "regionTokenRestTemplateCustomizer")
		RestTemplateCustomizer regionTokenRestTemplateCustomizer(ConsistencyTokens tokens,
				RegionsProperties properties) {
			TrustedHosts hosts = properties.readYourWrites().trustedHosts();
			TokenClientInterceptor interceptor = new TokenClientInterceptor(tokens,
					properties.readYourWrites().header().name(), hosts);
			return (RestTemplate template) -> {
				if (!hosts.isEmpty()) {
					template.getInterceptors().add(interceptor);
				}
			};
		}

	}

	/**
	 * For {@code WebClient}.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ WebClient.class, WebClientCustomizer.class })
	static class WebClientConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "regionTokenWebClientCustomizer")
		WebClientCustomizer regionTokenWebClientCustomizer(ConsistencyTokens tokens, RegionsProperties properties) {
			TrustedHosts hosts = properties.readYourWrites().trustedHosts();
			TokenExchangeFilter filter = new TokenExchangeFilter(tokens, properties.readYourWrites().header().name(),
					hosts);
			return (builder) -> {
				if (!hosts.isEmpty()) {
					builder.filter(filter);
				}
			};
		}

	}

}
