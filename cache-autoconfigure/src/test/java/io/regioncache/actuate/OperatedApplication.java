package io.regioncache.actuate;

import java.util.List;
import java.util.stream.Stream;

import io.regioncache.annotation.RegionCached;
import io.regioncache.writebehind.BatchWriter;
import io.regioncache.writebehind.Change;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.audit.InMemoryAuditEventRepository;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * An application whose actuator two users may see, and one of them may command.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
@EnableWebSecurity
class OperatedApplication {

	static final String VALUE = "a value nobody else may see";

	static ConfigurableApplicationContext run(String home, String eastUrl, String westUrl, String... more) {
		String[] common = { "--spring.application.name=shop", "--server.port=0", "--regions.home=" + home,
				"--regions.endpoints.east.url=" + eastUrl, "--regions.endpoints.west.url=" + westUrl,
				"--regions.command-timeout=10s", "--regions.fallback-timeout=10s",
				"--management.endpoints.web.exposure.include=*" };
		return new SpringApplicationBuilder(OperatedApplication.class).web(WebApplicationType.SERVLET)
			.run(Stream.of(common, more).flatMap(Stream::of).toArray(String[]::new));
	}

	@Bean
	SecurityFilterChain actuatorSecurity(HttpSecurity http) {
		return http
			.authorizeHttpRequests((requests) -> requests.requestMatchers(HttpMethod.GET, "/actuator/**")
				.hasAnyRole("READER", "ADMIN")
				.anyRequest()
				.hasRole("ADMIN"))
			.httpBasic(Customizer.withDefaults())
			.csrf((csrf) -> csrf.disable())
			.build();
	}

	/**
	 * Spring Security would hash what it has seen once, and each check takes long then.
	 */
	@Bean
	PasswordEncoder plainPasswords() {
		return new PasswordEncoder() {

			@Override
			public @Nullable String encode(@Nullable CharSequence password) {
				return (password != null) ? password.toString() : null;
			}

			@Override
			public boolean matches(@Nullable CharSequence password, @Nullable String encoded) {
				return password != null && password.toString().equals(encoded);
			}

		};
	}

	@Bean
	InMemoryUserDetailsManager users() {
		return new InMemoryUserDetailsManager(user("reader", "READER"), user("admin", "ADMIN"));
	}

	private static UserDetails user(String name, String role) {
		return User.withUsername(name).password(name).roles(role).build();
	}

	@Bean
	InMemoryAuditEventRepository auditEvents() {
		return new InMemoryAuditEventRepository();
	}

	@Bean
	Products products() {
		return new Products();
	}

	/**
	 * Of a cache that nobody puts anything into.
	 */
	@Bean
	BatchWriter<String, String> wishWriter() {
		return new BatchWriter<>() {

			@Override
			public String cache() {
				return "wishes";
			}

			@Override
			public void write(List<Change<String, String>> changes) {
				throw new IllegalStateException("Nobody wishes anything");
			}

		};
	}

	static class Products {

		@RegionCached(cacheNames = "products", key = "#id", ttl = "1h", tags = { "product:#{#id}", "products" })
		public String find(long id) {
			return VALUE + ' ' + id;
		}

	}

}
