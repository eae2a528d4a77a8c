package io.regioncache.autoconfigure.rollout;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.rollout.DeploymentCounts;
import io.regioncache.rollout.DeploymentReporter;
import io.regioncache.rollout.ReadCounts;
import io.regioncache.rollout.RolloutDecision;
import io.regioncache.rollout.RolloutDecision.Decision;
import io.regioncache.rollout.Rollouts;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static io.regioncache.testkit.StartFailures.analyze;
import static io.regioncache.testkit.StartFailures.assertFailure;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionRolloutAutoConfiguration}. No Redis runs here.
 */
class RegionRolloutAutoConfigurationTests {

	private final ApplicationContextRunner unordered = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class,
				RegionCacheAutoConfiguration.class, RegionRolloutAutoConfiguration.class))
		.withPropertyValues("regions.home=east", "regions.endpoints.east.url=redis://127.0.0.1:1",
				"regions.endpoints.west.url=redis://127.0.0.1:2", "regions.endpoints.north.url=redis://127.0.0.1:3",
				"regions.replication.allow-plain-text=true");

	private final ApplicationContextRunner contextRunner = this.unordered.withPropertyValues("regions.deploy-id=blue",
			"regions.rollout.canary=east");

	@Test
	void nothingIsReportedWithoutACanary() {
		this.unordered.run((context) -> assertThat(context).doesNotHaveBean(Rollouts.class)
			.doesNotHaveBean(DeploymentReporter.class));
	}

	@Test
	void regionsThatDoNotAnswerHold() {
		this.contextRunner.withPropertyValues("regions.rollout.batches[0]=west,north").run((context) -> {
			RolloutDecision decision = context.getBean(Rollouts.class).decide("green");
			assertThat(decision.decision()).isEqualTo(Decision.HOLD);
			assertThat(decision.why()).hasSize(3).first().asString().startsWith("east: does not answer: ");
		});
	}

	@Test
	void countsAreThoseOfAllCaches() {
		this.contextRunner.withPropertyValues("regions.rollout.batches=west,north").run((context) -> {
			RegionCacheManager caches = context.getBean(RegionCacheManager.class);
			for (String name : new String[] { "a", "b" }) {
				CacheStatistics statistics = caches.getCache(name).statistics();
				for (Event event : Event.values()) {
					statistics.count(event);
				}
			}
			assertThat(RegionRolloutAutoConfiguration.counts(caches, null))
				.isEqualTo(new DeploymentCounts(new ReadCounts(2, 4, 8), 2, 8, 2, 0));
		});
	}

	@Test
	void regionThatIsUnknownIsRefused() {
		this.contextRunner
			.withPropertyValues("regions.rollout.batches[0]=west,south", "regions.rollout.batches[1]=north")
			.run((context) -> assertFailure(context,
					"'regions.rollout.batches[0]' names region 'south', which is not configured. "
							+ "The configured regions are: east, west, north.",
					"Correct the name, or add 'regions.endpoints.south.url'."));
		this.unordered.withPropertyValues("regions.deploy-id=blue", "regions.rollout.canary=south")
			.run((context) -> assertThat(analyze(context).getDescription())
				.startsWith("'regions.rollout.canary' names region 'south', which is not configured."));
	}

	@Test
	void regionInNoBatchIsRefused() {
		this.contextRunner.withPropertyValues("regions.rollout.batches[0]=west")
			.run((context) -> assertFailure(context,
					"'regions.rollout' names no turn for north, so no deployment would ever reach there.",
					"Add a list with north to 'regions.rollout.batches'."));
	}

	@Test
	void regionThatIsNamedTwiceIsRefused() {
		this.contextRunner
			.withPropertyValues("regions.rollout.batches[0]=west", "regions.rollout.batches[1]=north,west")
			.run((context) -> assertFailure(context,
					"'regions.rollout.batches[1]' names region 'west', which has its turn before.",
					"Name each region once: as the canary, or in one batch."));
	}

	@Test
	void deploymentWithoutAnIdIsRefused() {
		this.unordered.withPropertyValues("regions.rollout.canary=east", "regions.rollout.batches[0]=west,north")
			.run((context) -> assertFailure(context,
					"'regions.rollout' tells deployments apart, and this one has no id.",
					"Set 'regions.deploy-id=auto', or a text that each deployment changes."));
	}

	@Test
	void gatesWithoutMeaningAreRefused() {
		assertRefused("regions.rollout.gates.p99=0.9", "It is a factor above 1, such as 1.5");
		assertRefused("regions.rollout.gates.refused=5", "It is a share of 1, such as 0.01 for 1 %.");
		assertRefused("regions.rollout.gates.corrupt=-0.1", "It is a share of 1, such as 0.01 for 1 %.");
		assertRefused("regions.rollout.gates.hit-share=90", "It is a share of 1, such as 0.01 for 1 %.");
		assertRefused("regions.rollout.gates.lag=-1s", "It must not be negative.");
		assertRefused("regions.rollout.soak=10s", "It must be 1m or longer");
		assertRefused("regions.rollout.pause=0s", "It must be 1m or longer");
		this.contextRunner
			.withPropertyValues("regions.rollout.gates.p99=0", "regions.rollout.gates.refused=0",
					"regions.rollout.gates.corrupt=0", "regions.rollout.gates.lag=0s")
			.run((context) -> assertThat(analyze(context).getAction() + analyze(context).getDescription())
				.contains("Without a gate every deployment passes."));
	}

	private void assertRefused(String property, String reason) {
		this.contextRunner.withPropertyValues(property).run((context) -> {
			assertThat(analyze(context).getDescription()).contains(property.split("=")[0]);
			assertThat(analyze(context).getAction() + analyze(context).getDescription()).contains(reason);
		});
	}

}
