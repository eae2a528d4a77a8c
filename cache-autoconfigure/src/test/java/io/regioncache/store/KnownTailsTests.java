package io.regioncache.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.Position;
import io.regioncache.store.position.AppliedTails;
import io.regioncache.store.position.RegionTail;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Up to when a region is level with others, by what they had and what it has applied.
 */
class KnownTailsTests {

	private static final String EPOCH = "o:0000000000000001";

	private static final long NOW = -5;

	private final KnownTails tails = new KnownTails();

	@Test
	void isAsOldAsTheLastTailThatWasApplied() {
		add("west", 1, 10, NOW - 300);
		add("west", 1, 12, NOW - 200);
		add("west", 1, 15, NOW - 100);
		assertThat(this.tails.level(applied(Map.of(EPOCH, "13")), List.of("west"), NOW))
			.isEqualTo(new RegionLevel(7, NOW - 200));
		assertThat(this.tails.level(applied(Map.of(EPOCH, "9")), List.of("west"), NOW)).isNull();
		assertThat(this.tails.areLast(applied(Map.of(EPOCH, "13")), List.of("west"))).isFalse();
		assertThat(this.tails.areLast(applied(Map.of(EPOCH, "15")), List.of("west"))).isTrue();
	}

	@Test
	void isAsOldAsTheOldestOfAllRegions() {
		add("west", 1, 10, NOW - 100);
		add("north", 2, 3, NOW - 400);
		Map<String, String> fields = Map.of(EPOCH, "10", "o:0000000000000002", "3");
		assertThat(this.tails.level(applied(fields), List.of("west", "north"), NOW))
			.isEqualTo(new RegionLevel(7, NOW - 400));
		assertThat(this.tails.level(applied(fields), List.of("west", "north", "south"), NOW)).isNull();
		assertThat(this.tails.areSince(List.of("west", "north"), NOW - 400)).isTrue();
		assertThat(this.tails.areSince(List.of("west", "north"), NOW - 399)).isFalse();
		assertThat(this.tails.areSince(List.of("south"), NOW - 399)).isFalse();
	}

	@Test
	void isNotLevelWithARegionWhoseWritersAreAwaitedNorInAnotherEpoch() {
		add("west", 1, 10, NOW - 100);
		assertThat(this.tails.level(applied(Map.of(EPOCH, "10", "n:west", "1:2")), List.of("west"), NOW)).isNull();
		assertThat(this.tails.level(applied(Map.of(EPOCH, "10", "n:north", "1:2")), List.of("west"), NOW)).isNotNull();
		assertThat(this.tails.level(applied(Map.of("o:0000000000000002", "10")), List.of("west"), NOW)).isNull();
	}

	@Test
	void keepsSomeOldOnesAndAllNewOnes() {
		for (int i = 1; i <= 1000; i++) {
			add("west", 1, i, NOW - 1000 + i);
		}
		assertThat(this.tails.of(List.of("west"))).hasSizeLessThanOrEqualTo(64)
			.extracting((tail) -> tail.position().sequence())
			.contains(1L, 970L, 1000L)
			.isSorted();
	}

	private void add(String region, long epoch, long sequence, long asOf) {
		this.tails.add(new RegionTail(region, new Position(epoch, sequence), asOf));
	}

	private static AppliedTails applied(Map<String, String> fields) {
		Map<String, @Nullable String> all = new HashMap<>(fields);
		return new AppliedTails(new Lease(7, 1), all);
	}

}
