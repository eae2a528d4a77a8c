package io.regioncache.web;

import java.time.Duration;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.caller.RegionCallerAutoConfiguration;
import io.regioncache.autoconfigure.ratelimit.RegionRateLimitAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The same on Netty.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
@RestController
@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
		RegionCallerAutoConfiguration.class, RegionRateLimitAutoConfiguration.class,
		NettyReactiveWebServerAutoConfiguration.class, HttpHandlerAutoConfiguration.class,
		WebFluxAutoConfiguration.class })
class LimitedExchanges {

	@GetMapping(path = { "/open/plain", "/user/plain", "/login" }, produces = "text/plain")
	Mono<String> plain() {
		return Mono.just("plain");
	}

	@GetMapping(path = "/open/async", produces = "text/plain")
	Mono<String> async() {
		return Mono.delay(Duration.ofMillis(1)).thenReturn("later");
	}

	@GetMapping("/open/failing")
	Mono<String> failing() {
		return Mono.error(new IllegalStateException("fails"));
	}

	@Bean
	SecurityWebFilterChain security(ServerHttpSecurity http) {
		return http.authorizeExchange(
				(exchanges) -> exchanges.pathMatchers("/user/**", "/login").authenticated().anyExchange().permitAll())
			.httpBasic(Customizer.withDefaults())
			.csrf(ServerHttpSecurity.CsrfSpec::disable)
			.build();
	}

	@Bean
	MapReactiveUserDetailsService users() {
		return new MapReactiveUserDetailsService(LimitedServlets.user("ann"), LimitedServlets.user("bob"));
	}

}
