package io.regioncache.web;

import java.util.EnumSet;
import java.util.concurrent.Callable;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.caller.RegionCallerAutoConfiguration;
import io.regioncache.autoconfigure.ratelimit.RegionRateLimitAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import jakarta.servlet.DispatcherType;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.ModelAndView;

/**
 * An application on Tomcat whose requests are limited, with Spring Security where Spring
 * Boot puts it.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@RestController
@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
		RegionCallerAutoConfiguration.class, RegionRateLimitAutoConfiguration.class,
		TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
		WebMvcAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class, ErrorMvcAutoConfiguration.class })
class LimitedServlets {

	@GetMapping(path = { "/open/plain", "/user/plain", "/login" }, produces = "text/plain")
	String plain() {
		return "plain";
	}

	@GetMapping(path = "/open/async", produces = "text/plain")
	Callable<String> async() {
		return () -> "later";
	}

	@GetMapping("/open/failing")
	String failing() {
		throw new IllegalStateException("fails");
	}

	@GetMapping("/open/forward")
	ModelAndView forward() {
		return new ModelAndView("forward:/open/plain");
	}

	@Bean
	SecurityFilterChain security(HttpSecurity http) {
		return http.authorizeHttpRequests(
				(requests) -> requests.requestMatchers("/user/**", "/login").authenticated().anyRequest().permitAll())
			.httpBasic(Customizer.withDefaults())
			.csrf((csrf) -> csrf.disable())
			.build();
	}

	@Bean
	DelegatingFilterProxyRegistrationBean securityFilter() {
		DelegatingFilterProxyRegistrationBean filter = new DelegatingFilterProxyRegistrationBean(
				"springSecurityFilterChain");
		filter.setOrder(-100);
		filter.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
		return filter;
	}

	@Bean
	InMemoryUserDetailsManager users() {
		return new InMemoryUserDetailsManager(user("ann"), user("bob"));
	}

	static UserDetails user(String name) {
		return User.withUsername(name).password("{noop}" + name).roles("USER").build();
	}

}
