package io.regioncache.benchmarks.startup;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * A Boot application with Redis that starts, uses its Redis once, says so, and ends.
 */
@SpringBootApplication
public class StartupApplication {

	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(StartupApplication.class);
		application.addListeners((ApplicationReadyEvent event) -> ready(event.getApplicationContext()));
		application.run(arguments).close();
	}

	private static void ready(ConfigurableApplicationContext context) {
		context.getBean(StringRedisTemplate.class).hasKey("startup");
		System.out.println("ready");
	}

}
