package io.regioncache.replication.warming;

import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HottestEntries}.
 */
class HottestEntriesTests {

	private static HottestEntries of(int most, long... idle) {
		HottestEntries entries = new HottestEntries(most);
		LongStream.of(idle).forEach((time) -> entries.add(new Candidate(new byte[0], time, 1)));
		return entries;
	}

	private static List<Long> idle(HottestEntries entries) {
		return entries.inOrder().stream().map(Candidate::idle).toList();
	}

	@Test
	void theMostUsedComeFirst() {
		HottestEntries entries = of(5, 3, -1, 7, 7);
		assertThat(idle(entries)).containsExactly(-1L, 3L, 7L, 7L);
		assertThat(entries.areCut()).isFalse();
	}

	@Test
	void theLeastUsedAreDropped() {
		HottestEntries entries = of(2, 3, 1, 7, 2);
		assertThat(idle(entries)).containsExactly(1L, 2L);
		assertThat(entries.areCut()).isTrue();
		assertThat(entries.size()).isEqualTo(2);
	}

}
