package io.regioncache.store.entry;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link Markers} and {@link Lease}.
 */
class MarkersTests {

	private static final Scope KEY = Scope.key("books", "1");

	private static final Scope TAG = Scope.tag("shelf");

	private static final Scope OTHER = Scope.tag("author");

	private static final Scope[] SCOPES = { Scope.ALL, Scope.cache("books"), KEY, TAG, OTHER };

	@ParameterizedTest
	@CsvSource({ "9, 9, 9, 9, 9, DEAD", "10, 9, 9, 9, 9, FRESH", "10, 10, 10, 10, 10, FRESH", "10, 11, 0, 0, 0, DEAD",
			"10, 0, 11, 0, 0, DEAD", "10, 0, 0, 11, 0, DEAD", "10, 0, 0, 0, 11, DEAD" })
	void isDeadUnderTheFloorOrAnyRemove(long lease, long all, long cache, long key, long tag, Freshness expected) {
		Markers markers = markers(10, new long[] { all, cache, key, tag, 99 }, new long[5]);
		assertThat(markers.judge(new Lease(1, lease), List.of(TAG))).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "10, FRESH", "11, STALE", "12, STALE" })
	void isStaleUnderAStale(long staled, Freshness expected) {
		for (int i = 0; i < 4; i++) {
			long[] numbers = new long[5];
			numbers[i] = staled;
			assertThat(markers(0, new long[5], numbers).judge(new Lease(1, 10), List.of(TAG))).isEqualTo(expected);
		}
	}

	@Test
	void isDeadIfRemovedWhicheverWasLast() {
		assertThat(judge(11, 12)).isEqualTo(Freshness.DEAD);
		assertThat(judge(12, 11)).isEqualTo(Freshness.DEAD);
		assertThat(judge(9, 12)).isEqualTo(Freshness.STALE);
	}

	@Test
	void isDeadInAnotherEpoch() {
		Markers markers = markers(0, new long[5], new long[5]);
		assertThat(markers.judge(new Lease(1, 0), List.of())).isEqualTo(Freshness.FRESH);
		assertThat(markers.judge(new Lease(2, 100), List.of())).isEqualTo(Freshness.DEAD);
	}

	@Test
	void isDeadUnderAVoidLeaseEvenInTheEpochThatAVoidLeaseNames() {
		Lease nothing = new Lease(1, 5).and(new Lease(2, 5));
		Markers markers = new Markers(new Lease(nothing.epoch(), 5), 0, SCOPES, 3,
				new MarkerValues(new long[5], new long[5], null));
		assertThat(markers.judge(nothing, List.of())).isEqualTo(Freshness.DEAD);
	}

	@Test
	void doesNotMindTagsThatTheEntryDoesNotCarry() {
		Markers markers = markers(0, new long[] { 0, 0, 0, 0, 99 }, new long[5]);
		assertThat(markers.judge(new Lease(1, 10), List.of(TAG))).isEqualTo(Freshness.FRESH);
		assertThat(markers.judge(new Lease(1, 10), List.of(TAG, OTHER))).isEqualTo(Freshness.DEAD);
	}

	@Test
	void coversWhatWasAskedForAsATag() {
		Markers markers = markers(0, new long[5], new long[5]);
		assertThat(markers.cover(List.of())).isTrue();
		assertThat(markers.cover(List.of(OTHER, TAG))).isTrue();
		assertThat(markers.cover(List.of(TAG, Scope.tag("unknown")))).isFalse();
	}

	@Test
	void doesNotJudgeATagThatWasNotAskedFor() {
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> markers(0, new long[5], new long[5]).judge(new Lease(1, 10), List.of(Scope.tag("unknown"))))
			.withMessage("The marker of Scope[field=t:unknown] was not asked for");
	}

	@Test
	void admitsALeaseThatNothingShownHasOvertaken() {
		assertThat(markers(10, new long[] { 10, 10, 10, 10, 10 }, new long[5]).admits(new Lease(1, 10))).isTrue();
		assertThat(markers(10, new long[5], new long[5]).admits(new Lease(1, 9))).isFalse();
		assertThat(markers(0, new long[5], new long[5]).admits(new Lease(2, 10))).isFalse();
		for (int i = 0; i < 5; i++) {
			long[] numbers = new long[5];
			numbers[i] = 11;
			assertThat(markers(0, numbers, new long[5]).admits(new Lease(1, 10))).isFalse();
			assertThat(markers(0, new long[5], numbers).admits(new Lease(1, 10))).isFalse();
		}
	}

	@Test
	void handsOutTheClockAsLease() {
		assertThat(markers(0, new long[5], new long[5]).lease()).isEqualTo(new Lease(1, 50));
	}

	@Test
	void theOlderLeaseOfTwoCounts() {
		assertThat(new Lease(1, 5).and(new Lease(1, 7))).isEqualTo(new Lease(1, 5));
		assertThat(new Lease(1, 7).and(new Lease(1, 5))).isEqualTo(new Lease(1, 5));
		assertThat(new Lease(1, 7).isVoid()).isFalse();
	}

	@Test
	void leasesOfTwoEpochsMakeNone() {
		Lease nothing = new Lease(1, 5).and(new Lease(2, 5));
		assertThat(nothing.isVoid()).isTrue();
		assertThat(nothing.and(new Lease(1, 5)).isVoid()).isTrue();
		assertThat(new Lease(1, 5).and(nothing).isVoid()).isTrue();
		assertThat(new Lease(0, 5).and(nothing).isVoid()).isTrue();
		assertThat(nothing.and(nothing).isVoid()).isTrue();
	}

	private static Freshness judge(long removed, long staled) {
		return markers(0, new long[] { 0, 0, removed, 0, 0 }, new long[] { 0, 0, 0, staled, 0 }).judge(new Lease(1, 10),
				List.of(TAG));
	}

	private static Markers markers(long floor, long[] removed, long[] staled) {
		return new Markers(new Lease(1, 50), floor, SCOPES, 3, new MarkerValues(removed, staled, null));
	}

}
