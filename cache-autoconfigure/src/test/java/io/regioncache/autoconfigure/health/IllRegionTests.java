package io.regioncache.autoconfigure.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.MeterRegistry;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.metrics.RegionCacheMetricsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An {@code Error} in a thread of the library ends neither the thread nor its work, and
 * meters and health tell of it.
 */
class IllRegionTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final AtomicInteger attempts = new AtomicInteger();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
				RegionCacheMetricsAutoConfiguration.class, RegionsHealthAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
				HealthEndpointAutoConfiguration.class, MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
		.withPropertyValues("regions.endpoints.here.url=" + redis.server().url(),
				"regions.endpoints.there.url=redis://127.0.0.1:1", "regions.home=here");

	@Test
	void aThreadThatHasFailedGoesOnAndIsReported() {
		RedisClient client = RedisClient.create(RedisURI.create(redis.server().url()));
		this.contextRunner.withBean(RegionStore.class, () -> {
			RegionStore store = new RegionStore("here", () -> {
				if (this.attempts.incrementAndGet() <= 3) {
					throw new StackOverflowError();
				}
				return client;
			}, "ill", "", new ConnectionSettings(Duration.ofSeconds(5), Duration.ofSeconds(5)));
			store.start();
			return store;
		}).run((context) -> {
			Awaitility.await().until(context.getBean(RegionStore.class)::isAvailable);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("region.worker.failures").tag("region", "here").functionCounter().count())
				.isGreaterThanOrEqualTo(3);
			assertThat(registry.get("region.worker.failures").tag("region", "there").functionCounter().count())
				.isZero();
			Health health = context.getBean(RegionsHealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(RegionsHealthIndicator.DEGRADED);
			assertThat(health.getDetails().get("here")).asString()
				.contains("java.lang.StackOverflowError in the thread");
			assertThat(context.getBean(HealthEndpoint.class).health().getStatus()).isEqualTo(Status.UP);
		});
		client.shutdown();
	}

	@Test
	void aRegionWithoutFailuresIsUp() {
		this.contextRunner.run((context) -> {
			Health health = context.getBean(RegionsHealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsOnlyKeys("here");
		});
	}

	@Test
	void itIsWellAgainTenMinutesAfterTheLastFailure() {
		WorkerFailures failures = new WorkerFailures("here");
		failures.failed("the heartbeat", new StackOverflowError());
		assertThat(after(failures, Duration.ofMinutes(9))).isEqualTo(RegionsHealthIndicator.DEGRADED);
		assertThat(after(failures, Duration.ofMinutes(11))).isEqualTo(Status.UP);
	}

	@Test
	void itMayBeSwitchedOff() {
		this.contextRunner.withPropertyValues("management.health.regions.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RegionsHealthIndicator.class));
	}

	private static Status after(WorkerFailures failures, Duration time) {
		Instant now = Instant.now().plus(time);
		return new RegionsHealthIndicator(() -> List.of(failures), () -> now, "a", () -> null).health().getStatus();
	}

}
