package io.regioncache.budget;

import java.util.List;

import io.regioncache.store.session.EntrySpace.Standing;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EntryRemover}.
 */
class EntryRemoverTests {

	private static final long NOW = 1_000_000;

	private final List<byte[]> keys = List.of(new byte[] { 0 }, new byte[] { 1 }, new byte[] { 2 }, new byte[] { 3 });

	@Test
	void entriesThatAreNoLongerFreshGoFirst() {
		assertThat(removed(0.75, new Standing(NOW + 1, 900), new Standing(NOW, 1), new Standing(NOW + 5, 500),
				new Standing(NOW - 10, 5)))
			.containsExactly(3, 1, 0);
		assertThat(removed(0, new Standing(NOW + 1, 900), new Standing(NOW, 1), new Standing(NOW + 5, 500),
				new Standing(NOW - 10, 5)))
			.containsExactly(3, 1);
	}

	@Test
	void thenThoseGoThatNobodyHasUsedForTheLongestTime() {
		assertThat(removed(0.75, new Standing(NOW + 1, 20), new Standing(NOW + 1, 40), new Standing(NOW + 1, 0),
				new Standing(NOW + 1, 30)))
			.containsExactly(1, 3, 0);
		assertThat(removed(0.1, new Standing(NOW + 1, 20), new Standing(NOW + 1, 40), new Standing(NOW + 1, 0),
				new Standing(NOW + 1, 30)))
			.containsExactly(1);
	}

	@Test
	void whatNobodyHasAskedAboutCountsAsFresh() {
		assertThat(removed(0.5, new Standing(NOW, 1), new Standing(Standing.UNKNOWN, 40),
				new Standing(Standing.UNKNOWN, 90), new Standing(NOW + 1, 30)))
			.containsExactly(0, 2);
	}

	@Test
	void whatHasNoKnownFormatGoesFirst() {
		assertThat(removed(0.1, new Standing(NOW + 1, 20), new Standing(NOW + 1, 40), new Standing(0, 0),
				new Standing(NOW + 1, 30)))
			.containsExactly(2);
	}

	private List<Integer> removed(double share, Standing... standings) {
		return EntryRemover.leastWanted(this.keys, List.of(standings), share, NOW)
			.stream()
			.map((key) -> (int) key[0])
			.toList();
	}

}
