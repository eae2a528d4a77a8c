package io.regioncache.replication;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.regioncache.replication.Topology.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Routes}, and of the {@link Topology} that comes out of them.
 */
class RoutesTests {

	private static final long NOW = 1_800_000_000_000L;

	private static final List<String> REGIONS = List.of("east", "hub", "south", "west");

	private final Topology configured = new Topology(Kind.HUB, REGIONS, "hub", Map.of("south", "west"));

	@Test
	void asConfiguredTheHubReadsFromAllAndAllOthersFromItOrTheirUpstream() {
		assertThat(sources(Routes.CONFIGURED, "hub")).containsExactlyInAnyOrder("east", "south", "west");
		assertThat(sources(Routes.CONFIGURED, "east")).containsExactly("hub");
		assertThat(sources(Routes.CONFIGURED, "south")).containsExactly("west");
	}

	@Test
	void whoIsPromotedReadsFromAllThoughItHadAnUpstream() {
		Routes promoted = Routes.CONFIGURED.promote("south");
		assertThat(sources(promoted, "south")).containsExactlyInAnyOrder("east", "hub", "west");
		assertThat(sources(promoted, "west")).containsExactly("south");
		assertThat(sources(promoted, "hub")).containsExactly("south");
	}

	@Test
	void whoIsDrainedIsNoHub() {
		Routes drained = Routes.CONFIGURED.drain("hub");
		assertThat(sources(drained, "hub")).containsExactly("east");
		assertThat(sources(drained, "west")).containsExactly("east");
		assertThat(sources(drained.drain("east"), "west")).containsExactly("south");
	}

	@Test
	void whoIsDrainedIsNoUpstream() {
		Routes drained = Routes.CONFIGURED.drain("west");
		assertThat(sources(drained, "south")).containsExactly("hub");
		assertThat(sources(drained, "west")).containsExactly("hub");
		assertThat(sources(drained.restore("west"), "south")).containsExactly("west");
	}

	@Test
	void whoIsDrainedIsHubWhereNobodyElseIsAlive() {
		Topology topology = Routes.CONFIGURED.drain("hub").over(this.configured);
		assertThat(topology.sources("west", Set.of("hub")::contains, Set.of())).contains("hub");
	}

	@Test
	void theNewestDecisionWinsAndOfEquallyNewOnesTheSameEverywhere() {
		Routes first = Routes.CONFIGURED.promote("east");
		Routes second = first.drain("west");
		assertThat(second.isNewerThan(first)).isTrue();
		assertThat(first.isNewerThan(second)).isFalse();
		assertThat(first.isNewerThan(first)).isFalse();
		Routes rival = Routes.CONFIGURED.promote("west");
		assertThat(rival.isNewerThan(first)).isNotEqualTo(first.isNewerThan(rival));
	}

	@Test
	void aMeshHasNoRoutes() {
		Topology mesh = Topology.mesh(REGIONS);
		assertThat(Routes.CONFIGURED.drain("hub").over(mesh)).isEqualTo(mesh);
	}

	@Test
	void isReadAsItWasWritten() {
		for (Routes routes : List.of(Routes.CONFIGURED, Routes.CONFIGURED.promote("east"),
				Routes.CONFIGURED.promote("east").drain("west").drain("south"))) {
			assertThat(Routes.of(routes.text(), NOW)).isEqualTo(routes);
		}
		assertThat(Routes.CONFIGURED.promote("east").drain("west").drain("south").text())
			.isEqualTo("3;east;south,west");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "junk", "1;east", "x;east;", ";;", "1;east;west;more" })
	void whatCannotBeReadIsNoDecision(String text) {
		assertThat(Routes.of(text, NOW)).isEqualTo(Routes.CONFIGURED);
	}

	/**
	 * Whatever number somebody has written, the next decision has a higher one that every
	 * region takes.
	 */
	@Test
	void aNumberThatNoOperatorCanReachIsNoDecision() {
		for (long number : new long[] { Long.MAX_VALUE, 1L << 53, NOW + Routes.MAX_AHEAD + 1, -1 }) {
			assertThat(Routes.of(number + ";;east,west", NOW)).isEqualTo(Routes.CONFIGURED);
		}
		Routes forged = Routes.of((NOW + Routes.MAX_AHEAD) + ";;east,west", NOW);
		assertThat(forged.drained()).containsExactlyInAnyOrder("east", "west");
		Routes restored = forged.restore("east");
		assertThat(restored.isNewerThan(forged)).isTrue();
		assertThat(Routes.of(restored.text(), NOW + 1)).isEqualTo(restored);
		assertThat(Routes.of("1;;" + "x".repeat(5000), NOW)).isEqualTo(Routes.CONFIGURED);
	}

	@Test
	void aHubThatIsNoRegionIsPassedOver() {
		assertThat(sources(Routes.of("9;north;", NOW), "east")).containsExactly("hub");
	}

	private Set<String> sources(Routes routes, String home) {
		return routes.over(this.configured).sources(home, (region) -> true, Set.of());
	}

}
