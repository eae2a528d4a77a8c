package io.regioncache.autoconfigure.websession;

import java.security.Principal;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.websession.ReactiveRegionSessionRepository;
import io.regioncache.websession.RegionSession;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.session.ReactiveSessionRegistry;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.ConcurrentSessionControlServerAuthenticationSuccessHandler;
import org.springframework.security.web.server.authentication.HttpStatusServerEntryPoint;
import org.springframework.security.web.server.authentication.InvalidateLeastUsedServerMaximumSessionsExceededHandler;
import org.springframework.security.web.server.authentication.ServerAuthenticationSuccessHandler;
import org.springframework.security.web.server.authentication.SessionLimit;
import org.springframework.security.web.server.authentication.logout.DelegatingServerLogoutHandler;
import org.springframework.security.web.server.authentication.logout.HttpStatusReturningServerLogoutSuccessHandler;
import org.springframework.security.web.server.authentication.logout.SecurityContextServerLogoutHandler;
import org.springframework.security.web.server.authentication.logout.WebSessionServerLogoutHandler;
import org.springframework.session.security.SpringSessionBackedReactiveSessionRegistry;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.WebSessionManager;

/**
 * The same application with WebFlux.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
@EnableWebFluxSecurity
class SecuredReactiveApplication {

	@Bean
	SecurityWebFilterChain security(ServerHttpSecurity http,
			SpringSessionBackedReactiveSessionRegistry<RegionSession> registry, WebSessionManager manager) {
		return http
			.authorizeExchange((exchanges) -> exchanges.pathMatchers("/user").authenticated().anyExchange().permitAll())
			.formLogin((form) -> form.loginPage("/login").authenticationSuccessHandler((handlers) -> {
				// Those given here replace Spring Security's, also the one that limits
				// sessions
				handlers.add(limit(registry, (DefaultWebSessionManager) manager));
				handlers.add((exchange, user) -> answer(exchange.getExchange(), HttpStatus.NO_CONTENT));
			}).authenticationFailureHandler((exchange, ex) -> answer(exchange.getExchange(), HttpStatus.FORBIDDEN)))
			.logout((logout) -> logout
				.logoutHandler(new DelegatingServerLogoutHandler(new SecurityContextServerLogoutHandler(),
						new WebSessionServerLogoutHandler()))
				.logoutSuccessHandler(new HttpStatusReturningServerLogoutSuccessHandler(HttpStatus.NO_CONTENT)))
			.exceptionHandling((handling) -> handling
				.authenticationEntryPoint(new HttpStatusServerEntryPoint(HttpStatus.UNAUTHORIZED)))
			.sessionManagement((management) -> management
				.concurrentSessions((concurrent) -> concurrent.maximumSessions(SessionLimit.of(1))))
			.csrf((csrf) -> csrf.disable())
			.build();
	}

	@Bean
	SpringSessionBackedReactiveSessionRegistry<RegionSession> registry(ReactiveRegionSessionRepository sessions) {
		return new SpringSessionBackedReactiveSessionRegistry<>(sessions, sessions);
	}

	private static ServerAuthenticationSuccessHandler limit(ReactiveSessionRegistry registry,
			DefaultWebSessionManager manager) {
		return new ConcurrentSessionControlServerAuthenticationSuccessHandler(registry,
				new InvalidateLeastUsedServerMaximumSessionsExceededHandler(manager.getSessionStore()));
	}

	private static Mono<Void> answer(ServerWebExchange exchange, HttpStatus status) {
		exchange.getResponse().setStatusCode(status);
		return exchange.getResponse().setComplete();
	}

	@Bean
	MapReactiveUserDetailsService users() {
		return new MapReactiveUserDetailsService(
				User.withUsername("ann").password("{noop}secret").roles("USER").build());
	}

	@Bean
	RedisSerializer<Object> springSessionDefaultRedisSerializer() {
		return RedisSerializer.java();
	}

	@RestController
	static class AttributeController {

		private final AtomicReference<Sinks.Empty<Void>> first = new AtomicReference<>();

		@PostMapping("/attributes")
		Mono<Void> set(WebSession session, ServerWebExchange exchange) {
			return exchange.getFormData()
				.doOnNext((form) -> session.getAttributes()
					.put(String.valueOf(form.getFirst("name")), String.valueOf(form.getFirst("value"))))
				.then();
		}

		/**
		 * Two requests have found the session before either changes it.
		 */
		@PostMapping("/attributes/at-once")
		Mono<Void> setAtOnce(WebSession session, ServerWebExchange exchange) {
			Sinks.Empty<Void> own = Sinks.empty();
			Sinks.Empty<Void> other = this.first.compareAndSet(null, own) ? own : this.first.getAndSet(null);
			if (other != own) {
				other.tryEmitEmpty();
			}
			return other.asMono().then(Mono.defer(() -> set(session, exchange)));
		}

		@GetMapping("/attributes")
		String attributes(WebSession session) {
			TreeMap<String, Object> attributes = new TreeMap<>();
			session.getAttributes().forEach((name, value) -> {
				if (value instanceof String) {
					attributes.put(name, value);
				}
			});
			return attributes.toString();
		}

		@GetMapping("/user")
		Mono<String> user(Mono<Principal> user) {
			return user.map(Principal::getName);
		}

	}

}
