package io.regioncache.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.Topology;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static io.regioncache.testkit.Patience.await;

/**
 * Tests for {@link RegionReplicationMetrics}.
 */
class RegionReplicationMetricsTests {

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final RegionReplicationMetrics metrics = new RegionReplicationMetrics(this.registry);

	@Test
	void countsAndTimesWhatIsApplied() {
		this.metrics.applied("west", 2, Duration.ofMillis(40));
		this.metrics.applied("west", 3, Duration.ofMillis(60));
		this.metrics.applied("north", 1, Duration.ofMillis(1));
		assertThat(this.registry.get("region.replication.records").tag("source", "west").counter().count())
			.isEqualTo(5);
		assertThat(this.registry.get("region.replication.delay").tag("source", "west").timer())
			.satisfies((timer) -> assertThat(timer.count()).isEqualTo(2))
			.satisfies((timer) -> assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(100));
	}

	@Test
	void clocksThatDisagreeMakeNoTimeNegative() {
		this.metrics.applied("west", 1, Duration.ofMillis(-40));
		assertThat(this.registry.get("region.replication.delay").timer())
			.satisfies((timer) -> assertThat(timer.count()).isEqualTo(1))
			.satisfies((timer) -> assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isZero());
	}

	@Test
	void tellsLagOnTheNodeThatPullsAndNothingOnOthers() {
		try (ReplicaNode pulls = node()) {
			this.metrics.bind(pulls.replicator(), List.of("west"));
			await(() -> gauge("region.replication.waiting") == 0);
			assertThat(gauge("region.replication.lag")).isZero();
			await(() -> this.registry.get("region.replication.epochs").gauge().value() == 2);
			SimpleMeterRegistry others = new SimpleMeterRegistry();
			try (ReplicaNode waits = node()) {
				new RegionReplicationMetrics(others).bind(waits.replicator(), List.of("west"));
				await(() -> waits.store().isAvailable());
				assertThat(others.get("region.replication.lag").gauge().value()).isNaN();
				assertThat(others.get("region.replication.waiting").gauge().value()).isNaN();
				await(() -> others.get("region.replication.epochs").gauge().value() == 2);
			}
			west.server().kill();
			await(() -> gauge("region.replication.lag") > 2);
		}
	}

	private static ReplicaNode node() {
		return new ReplicaNode("east", Topology.mesh(List.of("east", "west")),
				Map.of("east", east.server().url(), "west", west.server().url())::get);
	}

	private double gauge(String name) {
		return this.registry.get(name).tag("source", "west").gauge().value();
	}

}
