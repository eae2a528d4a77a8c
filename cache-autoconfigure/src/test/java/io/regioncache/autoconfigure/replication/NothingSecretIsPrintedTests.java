package io.regioncache.autoconfigure.replication;

import java.util.List;
import java.util.Map;

import io.regioncache.autoconfigure.actuate.RegionsActuatorAutoConfiguration;
import io.regioncache.actuate.RegionsEndpoint;
import io.regioncache.autoconfigure.actuate.RegionsEndpointAutoConfiguration;
import io.regioncache.autoconfigure.health.RegionMonitorAutoConfiguration;
import io.regioncache.autoconfigure.health.RegionsHealthAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.consistency.RegionTokensAutoConfiguration;
import io.regioncache.autoconfigure.endpoint.RegionEndpoints;
import io.regioncache.autoconfigure.properties.RedisUrl;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.region.RegionConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.autoconfigure.context.properties.ConfigurationPropertiesReportEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.env.EnvironmentEndpointAutoConfiguration;
import org.springframework.boot.actuate.context.properties.ConfigurationPropertiesReportEndpoint;
import org.springframework.boot.actuate.env.EnvironmentEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.NestedExceptionUtils;

import static io.regioncache.testkit.StartFailures.analyze;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scans what an operator can see: each secret below begins with {@code s3cr3t}.
 */
@ExtendWith(OutputCaptureExtension.class)
class NothingSecretIsPrintedTests {

	private static final String SECRET = "s3cr3t";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsActuatorAutoConfiguration.class, RegionsAutoConfiguration.class,
				RegionCacheAutoConfiguration.class, RegionReplicationAutoConfiguration.class,
				RegionTokensAutoConfiguration.class, DataRedisAutoConfiguration.class,
				ConfigurationPropertiesReportEndpointAutoConfiguration.class,
				EnvironmentEndpointAutoConfiguration.class))
		.withPropertyValues("regions.home=a", "regions.replication.allow-plain-text=true",
				"regions.endpoints.a.url=redis://user:s3cr3t%2Fa@127.0.0.1:1/0", "regions.endpoints.b.host=127.0.0.1",
				"regions.endpoints.b.port=2", "regions.endpoints.b.username=user",
				"regions.endpoints.b.password=s3cr3t-of-b", "regions.endpoints.c.sentinel.master=m",
				"regions.endpoints.c.sentinel.nodes=127.0.0.1:3", "regions.endpoints.c.sentinel.password=s3cr3t-of-c",
				"regions.read-your-writes.secret=${RYW_SECRET}", "RYW_SECRET=s3cr3t-0123456789abcdef0123456789",
				"regions.read-your-writes.previous-secrets[0]=s3cr3t-fedcba9876543210fedcba9876",
				"REGIONS_ENDPOINTS_A_PASSWORD=s3cr3t-in-a-variable", "REGIONS_ENDPOINTS_A_URL=redis://u:s3cr3t@h");

	@Test
	void actuatorShowsNoneThoughItShowsValues() throws Exception {
		this.contextRunner
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoints.jmx.exposure.include=*", "management.endpoint.env.show-values=always",
					"management.endpoint.configprops.show-values=always", "spring.jmx.enabled=true")
			.run((context) -> {
				JsonMapper mapper = JsonMapper.builder().build();
				String properties = mapper.writeValueAsString(
						context.getBean(ConfigurationPropertiesReportEndpoint.class).configurationProperties());
				assertThat(properties).contains("127.0.0.1:1", "readYourWrites").doesNotContain(SECRET);
				String environment = mapper
					.writeValueAsString(context.getBean(EnvironmentEndpoint.class).environment(null));
				assertThat(environment).contains("127.0.0.1:1", "RYW_SECRET").doesNotContain(SECRET);
			});
	}

	/**
	 * No server can be reached, so failures are part of the answers.
	 */
	@Test
	void endpointAndHealthShowNone() {
		this.contextRunner
			.withConfiguration(
					AutoConfigurations.of(RegionsEndpointAutoConfiguration.class, RegionsHealthAutoConfiguration.class,
							RegionMonitorAutoConfiguration.class, EndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=*", "regions.connect-timeout=100ms")
			.run((context) -> {
				JsonMapper mapper = JsonMapper.builder().build();
				RegionsEndpoint endpoint = context.getBean(RegionsEndpoint.class);
				assertThat(mapper.writeValueAsString(endpoint.regions())).contains("\"b\"").doesNotContain(SECRET);
				for (String region : List.of("a", "b", "c")) {
					assertThat(mapper.writeValueAsString(endpoint.region(region).getBody())).as(region)
						.doesNotContain(SECRET);
				}
				context.getBeansOfType(HealthIndicator.class)
					.forEach((name, health) -> assertThat(String.valueOf(health.health(true))).as(name)
						.doesNotContain(SECRET));
				assertThat(context).hasBean("regionsHealthContributor");
			});
	}

	@Test
	void beansAndLogShowNone(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			for (String name : context.getBeanDefinitionNames()) {
				assertThat(String.valueOf(context.getBean(name))).as(name).doesNotContain(SECRET);
			}
			RegionsProperties properties = context.getBean(RegionsProperties.class);
			assertThat(properties.readYourWrites().toString()).doesNotContain(SECRET);
			RegionEndpoints endpoints = context.getBean(RegionEndpoints.class);
			endpoints.all()
				.forEach((endpoint) -> assertThat(endpoint + " " + endpoint.details().getSentinel())
					.doesNotContain(SECRET));
			assertThat(ConfiguredRegions.of(endpoints.all(), Map.of("a", Map.of("url", "redis://u:s3cr3t@h")),
					properties.replication()))
				.asString()
				.doesNotContain(SECRET);
		});
		assertThat(RedisUrl.parse("url", "redis://u:s3cr3t@h")).asString().doesNotContain(SECRET);
		assertThat(output).doesNotContain(SECRET);
	}

	@ParameterizedTest
	@ValueSource(strings = { "url=redis://u:s3cr3t/x@h", "url=redis://u:1/s3cr3t@h", "url=redis://u:70000/s3cr3t@h",
			"url=redis://u:a?s3cr3t@h", "url=redis://u:a#s3cr3t@h", "url=redis://u:s3cr3t@[h", "url=u:s3cr3t@h",
			"url=redis://u:s3cr3t@my_host", "host=redis://u:s3cr3t@h", "port=redis://u:s3cr3t@h",
			"cluster.nodes=redis://u:s3cr3t@h:7000", "sentinel.nodes=redis://u:s3cr3t@h:7000",
			"masterreplica.nodes=u:s3cr3t@h:7000", "cluster.nodes=redis://u:s3cr3t@h", "ssl.enabled=redis://u:s3cr3t@h",
			"timeout=redis://u:s3cr3t@h", "passwort=s3cr3t", "client-type=redis://u:s3cr3t@h" })
	void startErrorsShowNone(String setting, CapturedOutput output) {
		String master = setting.startsWith("sentinel") ? "regions.endpoints.d.sentinel.master=m"
				: "regions.enabled=true";
		this.contextRunner.withPropertyValues(master, "regions.endpoints.d." + setting).run((context) -> {
			assertThat(analyze(context).getDescription()).doesNotContain(SECRET);
			assertThat(analyze(context).getAction()).doesNotContain(SECRET);
			Throwable cause = NestedExceptionUtils.getMostSpecificCause(context.getStartupFailure());
			if (cause instanceof RegionConfigurationException) {
				assertThat(cause).hasMessageNotContaining(SECRET);
			}
		});
	}

}
