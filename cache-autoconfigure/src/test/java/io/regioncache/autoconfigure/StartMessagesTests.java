package io.regioncache.autoconfigure;

import io.regioncache.autoconfigure.aot.RegionAheadOfTimeAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.consistency.RegionTokensAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.autoconfigure.replication.RegionReplicationAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What a whole {@link SpringApplication} says when it does not start.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartMessagesTests {

	@ParameterizedTest
	@ValueSource(strings = { "regions.read-your-writes.secret", "regions.reload-interval", "regions.enabled",
			"regions.replication.enabled", "regions.embedded.enabled", "regions.endpoints.a.url", "regions.vary.warn" })
	void namesThePropertyWhoseVariableIsNotSet(String property, CapturedOutput output) {
		assertThatThrownBy(() -> run("--regions.endpoints.b.url=redis://localhost:1", "--regions.home=b",
				"--" + property + "=${RYW_SECRET}"))
			.isNotNull();
		assertThat(output)
			.contains("'" + property + "'", " refers to '${RYW_SECRET}', which is not set.",
					"Set the environment variable or property 'RYW_SECRET', or remove '" + property + "'.")
			.doesNotContain("\tat org.springframework.");
	}

	@Test
	void findsAShortSecretBeforeAnyServerStarts(CapturedOutput output) {
		assertThatThrownBy(() -> run("--regions.embedded.enabled=true", "--regions.embedded.regions=a",
				"--regions.read-your-writes.secret=too-short"))
			.isNotNull();
		assertThat(output)
			.contains("The secret in 'regions.read-your-writes.secret' has 9 bytes; at least 32 are needed.")
			.doesNotContain("Started embedded Redis servers", "too-short", "\tat org.springframework.");
	}

	private static void run(String... args) {
		new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "logging.level.org.springframework=warn")
			.run(args)
			.close();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RegionAheadOfTimeAutoConfiguration.class, RegionsAutoConfiguration.class,
			RegionCacheAutoConfiguration.class, RegionReplicationAutoConfiguration.class,
			RegionTokensAutoConfiguration.class })
	static class Application {

	}

}
