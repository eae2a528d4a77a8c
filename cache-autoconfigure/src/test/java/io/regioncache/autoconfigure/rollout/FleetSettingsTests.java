package io.regioncache.autoconfigure.rollout;

import io.regioncache.autoconfigure.budget.RegionBudgetsAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static io.regioncache.testkit.StartFailures.analyze;
import static io.regioncache.testkit.StartFailures.assertFailure;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the user reads for each wrong setting of rollouts and memory budgets.
 */
class FleetSettingsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class,
				RegionCacheAutoConfiguration.class, RegionBudgetsAutoConfiguration.class,
				RegionRolloutAutoConfiguration.class))
		.withPropertyValues("regions.home=east", "regions.endpoints.east.url=redis://127.0.0.1:1",
				"regions.endpoints.west.url=redis://127.0.0.1:2", "regions.endpoints.north.url=redis://127.0.0.1:3",
				"regions.replication.allow-plain-text=true", "regions.rollout.canary=east",
				"regions.rollout.batches=west,north", "regions.deploy-id=blue");

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
							regions.rollout.canary=south                      | names region 'south', which is not configured
							regions.rollout.batches=west,south                | names region 'south', which is not configured
							regions.rollout.batches=west                      | no turn for north, so no deployment would ever reach there
							regions.rollout.batches=west,north,west           | names region 'west', which has its turn before
							regions.rollout.batches=west,north,east           | names region 'east', which has its turn before
							regions.deploy-id=                                | tells deployments apart, and this one has no id
							regions.replication.enabled=false                 | asks all regions, but 'regions.replication.enabled' is false
							regions.rollout.soak=-1m                          | It must be 1m or longer
							regions.rollout.soak=soon                         | regions.rollout.soak
							regions.rollout.pause=0s                          | It must be 1m or longer
							regions.rollout.gates.p99=1                       | It is a factor above 1
							regions.rollout.gates.p99=fast                    | regions.rollout.gates.p99
							regions.rollout.gates.corrupt=1                   | It is a share of 1
							regions.rollout.gates.refused=-0.1                | It is a share of 1
							regions.rollout.gates.hit-share=90                | It is a share of 1
							regions.rollout.gates.lag=-1s                     | It must not be negative
							regions.rollout.gates.p95=2                       | regions.rollout.gates.p99
					regions.rollout.gates.auditor=perhaps             | regions.rollout.gates.auditor
							regions.caches.products.max-memory=lots           | regions.caches.products.max-memory
							regions.caches.products.max-memory=-1MB           | regions.caches.products.max-memory
							regions.caches.products.max-memory=100KB          | It must hold at least one value
							regions.cache-defaults.max-memory=1KB             | It must hold at least one value
							""")
	void wrongSettingIsNamed(String setting, String sentence) {
		this.contextRunner.withPropertyValues(setting).run((context) -> {
			FailureAnalysis analysis = analyze(context);
			assertThat(analysis.getDescription() + ' ' + analysis.getAction()).contains(sentence);
			assertThat(analysis.getAction()).isNotBlank();
		});
	}

	@Test
	void rolloutOverServersThatReplicateThemselvesIsRefused() {
		this.contextRunner
			.withPropertyValues("regions.replication.topology=managed", "regions.replication.primary=east")
			.run((context) -> assertFailure(context,
					"'regions.rollout' asks each region what runs there, but with 'regions.replication.topology=managed' all regions write to the same Redis.",
					"Choose the topology 'mesh' or 'hub', or remove 'regions.rollout'."));
	}

}
