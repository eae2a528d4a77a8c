package io.regioncache.autoconfigure.websession;

import java.util.ArrayList;
import java.util.Collections;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.TimeUnit;

import io.regioncache.websession.RegionSession;
import jakarta.servlet.http.HttpSession;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.security.SpringSessionBackedSessionRegistry;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application with servlets, Spring Security and sessions, where each user may be
 * logged in once.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
@EnableWebSecurity
class SecuredApplication {

	static ConfigurableApplicationContext run(Class<?> application, WebApplicationType type, String url) {
		return new SpringApplicationBuilder(application).web(type)
			.run("--spring.application.name=app", "--server.port=0", "--regions.endpoints.here.url=" + url,
					"--regions.command-timeout=10s", "--regions.sessions.enabled=true");
	}

	@Bean
	SecurityFilterChain security(HttpSecurity http, FindByIndexNameSessionRepository<RegionSession> sessions) {
		return http
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/user").authenticated().anyRequest().permitAll())
			.formLogin((form) -> form.successHandler((request, response, user) -> response.setStatus(204))
				.failureHandler((request, response, ex) -> response.setStatus(403)))
			.logout((logout) -> logout.logoutSuccessHandler((request, response, user) -> response.setStatus(204)))
			.exceptionHandling(
					(handling) -> handling.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED)))
			.sessionManagement((management) -> management.maximumSessions(1)
				.sessionRegistry(new SpringSessionBackedSessionRegistry<>(sessions)))
			.csrf((csrf) -> csrf.disable())
			.build();
	}

	@Bean
	InMemoryUserDetailsManager users() {
		return new InMemoryUserDetailsManager(User.withUsername("ann").password("{noop}secret").roles("USER").build());
	}

	@Bean
	RedisSerializer<Object> springSessionDefaultRedisSerializer() {
		return RedisSerializer.java();
	}

	@RestController
	static class AttributeController {

		private final CyclicBarrier both = new CyclicBarrier(2);

		@PostMapping("/attributes")
		void set(HttpSession session, @RequestParam String name, @RequestParam String value) {
			session.setAttribute(name, value);
		}

		/**
		 * Two requests have found the session before either changes it.
		 */
		@PostMapping("/attributes/at-once")
		void setAtOnce(HttpSession session, @RequestParam String name, @RequestParam String value)
				throws InterruptedException, BrokenBarrierException, TimeoutException {
			this.both.await(1, TimeUnit.MINUTES);
			session.setAttribute(name, value);
		}

		@GetMapping("/attributes")
		String attributes(HttpSession session) {
			TreeMap<String, Object> attributes = new TreeMap<>();
			for (String name : new ArrayList<>(Collections.list(session.getAttributeNames()))) {
				if (session.getAttribute(name) instanceof String text) {
					attributes.put(name, text);
				}
			}
			return attributes.toString();
		}

		@GetMapping("/user")
		String user(java.security.Principal user) {
			return user.getName();
		}

	}

}
