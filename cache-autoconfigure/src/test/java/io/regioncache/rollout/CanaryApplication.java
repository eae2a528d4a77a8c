package io.regioncache.rollout;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

import io.regioncache.annotation.RegionCached;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.web.SecurityFilterChain;

/**
 * An application with an actuator and with traffic, in a version that may have a flaw.
 */
final class CanaryApplication implements AutoCloseable {

	static final int KEYS = 200;

	private static final int THREADS = 8;

	private static final long LOAD_MILLIS = 100;

	private final ConfigurableApplicationContext application;

	private final AtomicBoolean over = new AtomicBoolean();

	private CanaryApplication(ConfigurableApplicationContext application) {
		this.application = application;
	}

	/**
	 * Starts one that reports its version.
	 * @param version its version
	 * @param flaw {@code slow}, {@code drift}, or anything else for none
	 * @param properties its regions
	 */
	static CanaryApplication start(String version, String flaw, String... properties) {
		String[] common = { "--spring.application.name=shop", "--server.port=0", "--regions.deploy-id=" + version,
				"--regions.caches.products.ttl=1s", "--regions.command-timeout=10s",
				"--management.endpoints.web.exposure.include=regions" };
		CanaryApplication started = new CanaryApplication(
				new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
					.run(Stream.of(common, properties).flatMap(Stream::of).toArray(String[]::new)));
		Products products = started.application.getBean(Products.class);
		started.read(switch (flaw) {
			case "slow" -> (id) -> products.find(id, 2 * LOAD_MILLIS);
			case "drift" -> (id) -> products.drifted(id, LOAD_MILLIS);
			default -> (id) -> products.find(id, LOAD_MILLIS);
		});
		return started;
	}

	private void read(LongConsumer read) {
		for (int i = 0; i < THREADS; i++) {
			Thread thread = new Thread(() -> {
				while (!this.over.get()) {
					// Numbers of three digits
					read.accept(KEYS + ThreadLocalRandom.current().nextLong(KEYS));
					LockSupport.parkNanos(10_000_000);
				}
			}, "reader-" + i);
			thread.setDaemon(true);
			thread.setUncaughtExceptionHandler((any, ex) -> {
				// The application has ended
			});
			thread.start();
		}
	}

	String url() {
		return "http://127.0.0.1:" + this.application.getEnvironment().getRequiredProperty("local.server.port");
	}

	@Override
	public void close() {
		this.over.set(true);
		this.application.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	@EnableWebSecurity
	static class Application {

		@Bean
		SecurityFilterChain open(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

		@Bean
		Products products() {
			return new Products();
		}

	}

	static class Products {

		@RegionCached(cacheNames = "products", key = "#id")
		public Product find(long id, long millis) {
			LockSupport.parkNanos(millis * 1_000_000);
			return new Product(id, "Product " + id);
		}

		@RegionCached(cacheNames = "products", key = "#id")
		public Drifted drifted(long id, long millis) {
			LockSupport.parkNanos(millis * 1_000_000);
			return new Drifted(id, "Product " + id);
		}

	}

	/**
	 * What is cached.
	 */
	record Product(long id, String name) {

	}

	/**
	 * A version of it that adds to the name again whenever it is read.
	 */
	record Drifted(long id, String name) {

		Drifted {
			name = "The " + name;
		}

	}

}
