package io.regioncache.autoconfigure.health;

import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.regioncache.health.RegionMonitor;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.metrics.RegionCacheMetricsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.autoconfigure.replication.RegionReplicationAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionMonitorAutoConfiguration} and {@link RegionsHealthIndicator}:
 * what an application shows of the state of its regions.
 */
class RegionMonitorAutoConfigurationTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
				RegionReplicationAutoConfiguration.class, RegionMonitorAutoConfiguration.class,
				RegionsHealthAutoConfiguration.class, RegionCacheMetricsAutoConfiguration.class,
				DataRedisAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
		.withPropertyValues("regions.home=home", "regions.health.check-interval=100ms", "regions.health.latency=30s",
				"regions.replication.allow-plain-text=true", "regions.endpoints.away.url=redis://127.0.0.1:1");

	@Test
	void showsAHealthyHomeBesideARegionThatIsGone() {
		this.contextRunner.withPropertyValues("regions.endpoints.home.url=" + redis.server().url()).run((context) -> {
			RegionsHealthIndicator indicator = context.getBean(RegionsHealthIndicator.class);
			Awaitility.await().until(() -> detail(indicator.health(), "home").get("state") != null);
			assertThat(detail(indicator.health(), "home")).containsEntry("state", "healthy")
				.containsEntry("reasons", List.of());
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			Awaitility.await()
				.ignoreExceptions()
				.untilAsserted(
						() -> assertThat(registry.get("region.state").tag("region", "home").gauge().value()).isZero());
			assertThat(registry.get("region.redis.memory.used").gauge().value()).isPositive();
			assertThat(registry.get("region.findings").gauge().value()).isPositive();
		});
	}

	@Test
	void aHomeRegionThatIsGoneIsCriticalAndNeverDown() {
		this.contextRunner.withPropertyValues("regions.endpoints.home.url=redis://127.0.0.1:2").run((context) -> {
			RegionsHealthIndicator indicator = context.getBean(RegionsHealthIndicator.class);
			Awaitility.await().until(() -> indicator.health().getStatus().equals(RegionsHealthIndicator.CRITICAL));
			assertThat(detail(indicator.health(), "home")).containsEntry("state", "critical");
			assertThat(context.getBean(MeterRegistry.class).get("region.redis.memory.used").gauge().value()).isNaN();
		});
	}

	@Test
	void canBeSwitchedOff() {
		this.contextRunner
			.withPropertyValues("regions.health.enabled=false", "regions.endpoints.home.url=redis://127.0.0.1:2")
			.run((context) -> {
				assertThat(context).doesNotHaveBean(RegionMonitor.class);
				assertThat(context.getBean(RegionsHealthIndicator.class).health().getStatus()).isEqualTo(Status.UP);
			});
	}

	@ParameterizedTest
	@CsvSource({ "check-interval=10ms,100ms or longer", "lag=0s,must be positive", "latency=-1s,must be positive",
			"memory=95,share of 1", "memory=0,share of 1", "evictions=0,must be positive" })
	void thresholdsThatMakeNoSenseStopTheStart(String property, String advice) {
		this.contextRunner
			.withPropertyValues("regions.endpoints.home.url=redis://127.0.0.1:2", "regions.health." + property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class,
						(ex) -> assertThat(ex.getReason()).contains(advice)));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> detail(Health health, String region) {
		return (Map<String, Object>) health.getDetails().getOrDefault(region, Map.of());
	}

}
