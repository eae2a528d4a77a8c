package io.regioncache.autoconfigure.properties;

import io.regioncache.testkit.StartFailures;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.autoconfigure.replication.RegionReplicationAutoConfiguration;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.Topology;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;

import static io.regioncache.testkit.StartFailures.assertFailure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ReplicationProperties}, and what the user reads when they are wrong.
 */
class ReplicationPropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
				RegionReplicationAutoConfiguration.class, DataRedisAutoConfiguration.class))
		.withPropertyValues("regions.home=a", "regions.endpoints.a.url=redis://127.0.0.1:1",
				"regions.endpoints.b.url=redis://127.0.0.1:2", "regions.endpoints.c.url=redis://127.0.0.1:3");

	private final ApplicationContextRunner hubRunner = this.contextRunner
		.withPropertyValues("regions.replication.topology=hub");

	@Test
	void isAMeshUnlessToldOtherwise() {
		this.contextRunner.run((context) -> assertThat(topology(context).kind()).isEqualTo(Topology.Kind.MESH));
	}

	@Test
	void aWarmUpNeedsARate() {
		this.contextRunner.withPropertyValues("regions.replication.warm-up.max-rate=0")
			.run(failure("regions.replication.warm-up.max-rate", "0B", "It must be positive, such as 8MB. "
					+ "To copy nothing, set 'regions.replication.warm-up.caches=none'."));
	}

	@Test
	void hubWithAnUpstream() {
		this.hubRunner.withPropertyValues("regions.replication.hub=b", "regions.replication.upstream.a=c")
			.run((context) -> {
				assertThat(topology(context).kind()).isEqualTo(Topology.Kind.HUB);
				assertThat(topology(context).hub()).isEqualTo("b");
				assertThat(topology(context).upstreams()).containsOnlyKeys("a").containsValue("c");
			});
	}

	@Test
	void hubThatIsNotNamed() {
		this.hubRunner.run(failure("regions.replication.hub", "null",
				"Set it to the region that all others read from, one of [a, b, c]."));
	}

	@Test
	void hubThatIsNoRegion() {
		this.hubRunner.withPropertyValues("regions.replication.hub=d")
			.run(failure("regions.replication.hub", "d",
					"Set it to the region that all others read from, one of [a, b, c]."));
	}

	@Test
	void hubOfAMesh() {
		this.contextRunner.withPropertyValues("regions.replication.hub=b")
			.run(failure("regions.replication.hub", "b",
					"A mesh has no hub. Set 'regions.replication.topology=hub', or remove it."));
	}

	@Test
	void upstreamInAMesh() {
		this.contextRunner.withPropertyValues("regions.replication.upstream.a=b")
			.run(failure("regions.replication.upstream", "{a=b}", "In a mesh every region reads from every other. "
					+ "Set 'regions.replication.topology=hub', or remove it."));
	}

	@Test
	void entriesOutliveAFailoverInAMeshAlone() {
		String advice = "It needs regions that all read each other's logs. "
				+ "Set 'regions.replication.topology=mesh', or 'regions.on-failover=flush'.";
		this.hubRunner.withPropertyValues("regions.replication.hub=b", "regions.on-failover=redrive")
			.run(failure("regions.on-failover", "REDRIVE", advice));
		this.contextRunner.withPropertyValues("regions.on-failover=redrive")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void upstreamThatIsNoRegion() {
		this.hubRunner.withPropertyValues("regions.replication.hub=b", "regions.replication.upstream.a=d")
			.run(failure("regions.replication.upstream.a", "d", "Known regions are [a, b, c]."));
		this.hubRunner.withPropertyValues("regions.replication.hub=b", "regions.replication.upstream.d=a")
			.run(failure("regions.replication.upstream.d", "a", "Known regions are [a, b, c]."));
	}

	@Test
	void upstreamOfTheHub() {
		this.hubRunner.withPropertyValues("regions.replication.hub=b", "regions.replication.upstream.b=a")
			.run(failure("regions.replication.upstream.b", "a", "The hub reads from all others."));
	}

	@Test
	void upstreamsInACircle() {
		this.hubRunner
			.withPropertyValues("regions.replication.hub=b", "regions.replication.upstream.a=c",
					"regions.replication.upstream.c=a")
			.run(failure("regions.replication.upstream.a", "c", "It leads back to 'a' and never to the hub."));
		this.hubRunner.withPropertyValues("regions.replication.hub=b", "regions.replication.upstream.a=a")
			.run(failure("regions.replication.upstream.a", "a", "It leads back to 'a' and never to the hub."));
	}

	@Test
	void managed() {
		this.contextRunner.withPropertyValues("regions.replication.topology=managed", "regions.replication.primary=b")
			.run((context) -> {
				assertThat(topology(context).kind()).isEqualTo(Topology.Kind.MANAGED);
				assertThat(topology(context).hub()).isEqualTo("b");
				assertThat(context.getBean(Replicator.class).sources()).containsOnlyKeys("b");
				assertThatIllegalArgumentException().isThrownBy(() -> context.getBean(Replicator.class).promote("c"))
					.withMessage(
							"With 'regions.replication.topology=managed', Redis itself decides which region serves");
			});
		this.contextRunner.withPropertyValues("regions.replication.topology=managed", "regions.replication.primary=a")
			.run((context) -> assertThat(context.getBean(Replicator.class).sources()).isEmpty());
	}

	@Test
	void managedWithoutAPrimary() {
		String reason = "Set it to the region whose Redis all write to, one of [a, b, c].";
		ApplicationContextRunner runner = this.contextRunner.withPropertyValues("regions.replication.topology=managed");
		runner.run(failure("regions.replication.primary", "null", reason));
		runner.withPropertyValues("regions.replication.primary=d")
			.run(failure("regions.replication.primary", "d", reason));
	}

	@Test
	void primaryOfAnotherTopology() {
		this.contextRunner.withPropertyValues("regions.replication.primary=b")
			.run(failure("regions.replication.primary", "b",
					"Only managed regions have a primary. Set 'regions.replication.topology=managed', or remove it."));
	}

	@Test
	void whatManagedRegionsDoNotHave() {
		ApplicationContextRunner runner = this.contextRunner.withPropertyValues("regions.replication.topology=managed",
				"regions.replication.primary=b");
		String reason = "Managed regions do not read from each other. Remove it.";
		runner.withPropertyValues("regions.replication.hub=b").run(failure("regions.replication.hub", "b", reason));
		runner.withPropertyValues("regions.replication.upstream.a=b")
			.run(failure("regions.replication.upstream", "{a=b}", reason));
		runner.withPropertyValues("regions.caches.books.write=all-regions")
			.run(failure("regions.caches.books.write", "ALL_REGIONS",
					"Redis replicas do not report when they have applied a write. Set 'async', "
							+ "or another 'regions.replication.topology' than 'managed'."));
		runner.withPropertyValues("regions.endpoints.d.cluster.nodes=127.0.0.1:4")
			.run((context) -> assertFailure(context,
					"The region 'd' is a Redis Cluster, and the topology is 'managed'.",
					"Name one server in 'regions.endpoints.d.url', or set 'regions.replication.topology' to 'mesh' "
							+ "or 'hub'."));
	}

	@Test
	void heartbeatOutOfRange() {
		String reason = "It must be positive and at most 2s: a region that is silent for longer counts as down.";
		this.contextRunner.withPropertyValues("regions.replication.heartbeat=0s")
			.run(failure("regions.replication.heartbeat", "PT0S", reason));
		this.contextRunner.withPropertyValues("regions.replication.heartbeat=2001ms")
			.run(failure("regions.replication.heartbeat", "PT2.001S", reason));
		this.contextRunner.withPropertyValues("regions.replication.heartbeat=2s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void timeoutThatIsNotPositive() {
		this.contextRunner.withPropertyValues("regions.replication.timeout=-2s")
			.run(failure("regions.replication.timeout", "PT-2S", "It must be positive, such as 2s."));
	}

	@Test
	void topologyThatIsUnknown() {
		this.contextRunner.withPropertyValues("regions.replication.topology=ring")
			.run((context) -> assertThat(StartFailures.analyze(context).getAction())
				.isEqualTo("Write 'mesh', 'hub' or 'managed'."));
	}

	@Test
	void misspelledProperty() {
		this.contextRunner.withPropertyValues("regions.replication.heart-beat=1s")
			.run((context) -> assertThat(context).hasNotFailed());
		this.contextRunner.withPropertyValues("regions.replication.hart=1s")
			.run((context) -> assertThat(StartFailures.analyze(context).getDescription())
				.contains("There is no property 'regions.replication.hart'"));
	}

	private static Topology topology(AssertableApplicationContext context) {
		return context.getBean(Replicator.class).topology();
	}

	private static ContextConsumer<AssertableApplicationContext> failure(String property, String value, String reason) {
		return (context) -> assertFailure(context,
				String.format("Invalid value '%s' for configuration property '%s'. "
						+ "Validation failed for the following reason:%n%n%s", value, property, reason),
				"Review the value of the property with the provided reason.");
	}

}
