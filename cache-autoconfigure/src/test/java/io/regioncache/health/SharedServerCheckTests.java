package io.regioncache.health;

import java.util.List;

import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.Topology;
import io.regioncache.store.RegionInspections;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Regions that have one Redis, or one each.
 */
class SharedServerCheckTests {

	private static final List<String> REGIONS = List.of("east", "west");

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension westRedis = RedisExtension.own();

	@Test
	void twoRegionsWithOneServerAreFound() {
		try (ReplicaNode east = new ReplicaNode("east", Topology.mesh(REGIONS), (region) -> redis.server().url())) {
			Awaitility.await().until(() -> !findings(east).isEmpty());
			assertThat(findings(east)).singleElement().satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo("same-server");
				assertThat(finding.problem()).contains("east and west lead to the same Redis");
				assertThat(finding.advice()).contains("regions.endpoints.west");
			});
		}
	}

	@Test
	void twoRegionsWithAServerEachAreNot() {
		try (ReplicaNode east = new ReplicaNode("east", Topology.mesh(REGIONS),
				(region) -> (region.equals("east") ? redis : westRedis).server().url())) {
			east.awaitLevel("west");
			assertThat(findings(east)).isEmpty();
		}
	}

	private static List<Finding> findings(ReplicaNode node) {
		return new SharedServerCheck(new RegionInspections(node.store()), node.name(), () -> REGIONS).findings();
	}

}
