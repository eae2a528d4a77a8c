package io.regioncache.store.lookup;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.HybridTimestamp;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Lineage;
import io.regioncache.store.entry.MarkerValue;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerChange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link FollowedMarkers}, of which four are kept.
 */
class FollowedMarkersTests {

	private static final Scope[] SCOPES = { Scope.ALL, Scope.tag("red") };

	private static final List<Scope> RED = List.of(Scope.tag("red"));

	private final FollowedMarkers markers = new FollowedMarkers(4, FollowerState.NONE);

	private long number = 7;

	private long clock = 10;

	@BeforeEach
	void begin() {
		this.markers.begin(new Lease(1, 10), 7, List.of(), Lineage.NONE);
	}

	@Test
	void judgeNothingBeforeTheyBeginNorAfterTheyEnd() {
		assertThat(new FollowedMarkers().state().judges(new Lease(0, 5))).isFalse();
		this.markers.end();
		assertThat(judging(10)).isNull();
		assertThat(this.markers.state().judging(null, () -> 0, SCOPES, 1)).isNull();
	}

	@Test
	void judgeEntriesThatAreNotOlderThanTheirBegin() {
		assertThat(judge(10)).isEqualTo(Freshness.FRESH);
		assertThat(judging(9)).isNull();
		assertThat(this.markers.state().judging(new Lease(2, 10), () -> 0, SCOPES, 1)).isNull();
	}

	@Test
	void takeAChange() {
		assertThat(mark("t:red")).isTrue();
		assertThat(judge(10)).isEqualTo(Freshness.DEAD);
		assertThat(judge(11)).isEqualTo(Freshness.FRESH);
		assertThat(Objects.requireNonNull(judging(11)).lease()).isEqualTo(new Lease(1, 11));
	}

	@Test
	void takeAMarkerWithItsModesAndStamps() {
		take(Map.of("t:red", new MarkerValue(0, 11)));
		assertThat(judge(10)).isEqualTo(Freshness.STALE);
		take(Map.of("t:red", new MarkerValue(12, 0, 500, 0)));
		Markers judging = Objects.requireNonNull(judging(10));
		assertThat(judging.judge(new Lease(1, 10), new HybridTimestamp(499, 1), RED)).isEqualTo(Freshness.DEAD);
		assertThat(judging.judge(new Lease(1, 10), new HybridTimestamp(500, 1), RED)).isEqualTo(Freshness.FRESH);
	}

	@Test
	void doNotTakeWhatDoesNotFollow() {
		assertThat(this.markers.take(new MarkerChange(1, 9, 12, Map.of("t:red", new MarkerValue(12, 0)), true)))
			.isFalse();
		assertThat(this.markers.take(new MarkerChange(2, 8, 11, Map.of("t:red", new MarkerValue(11, 0)), true)))
			.isFalse();
		assertThat(this.markers.take(new MarkerChange(1, 8, 11, Map.of(), false))).isFalse();
		assertThat(judge(10)).isEqualTo(Freshness.FRESH);
	}

	@Test
	void takeWhatTheyHaveForNothingNew() {
		assertThat(this.markers.take(new MarkerChange(1, 7, 10, Map.of("t:red", new MarkerValue(10, 0)), true)))
			.isTrue();
		assertThat(this.markers.state().markers().young()).isEmpty();
	}

	@Test
	void dropTheOlderHalfAndRaiseTheBase() {
		mark("t:red");
		mark("t:a");
		mark("t:b");
		mark("t:c");
		assertThat(judge(10)).isEqualTo(Freshness.DEAD);
		mark("t:d");
		assertThat(this.markers.state().base()).isEqualTo(12);
		assertThat(judging(11)).as("its marker may have been dropped").isNull();
		assertThat(judge(12)).isEqualTo(Freshness.FRESH);
		assertThat(this.markers.state().markers().young().size() + this.markers.state().markers().old().size())
			.isEqualTo(3);
	}

	@Test
	void markersThatKeepBeingWrittenTakeNoMoreRoom() {
		for (int i = 0; i < 100; i++) {
			mark((i % 2 == 0) ? "t:red" : "t:a");
		}
		assertThat(this.markers.state().base()).isEqualTo(10);
	}

	@Test
	void neverDropWhatIsHeld() {
		this.markers.begin(new Lease(1, 10), 7, List.of("t:red"), Lineage.NONE);
		for (int i = 0; i < 10; i++) {
			mark("t:" + i);
		}
		assertThat(judge(this.clock)).isEqualTo(Freshness.DEAD);
		take(Map.of("t:red", MarkerValue.NONE));
		assertThat(judge(this.clock)).isEqualTo(Freshness.FRESH);
	}

	@Test
	void rememberAnEntryUntilTheBaseHasPassedTheClockAtWhichItWasFoundFresh() {
		remember(42, 11);
		assertThat(judging(5, 43)).isNull();
		assertThat(Objects.requireNonNull(judging(5, 42)).judge(new Lease(1, 5), RED)).isEqualTo(Freshness.FRESH);
		mark("t:red");
		assertThat(Objects.requireNonNull(judging(5, 42)).judge(new Lease(1, 5), RED)).isEqualTo(Freshness.DEAD);
		for (int i = 0; i < 5; i++) {
			mark("t:" + i);
		}
		assertThat(judging(5, 42)).isNull();
	}

	@Test
	void rememberNothingThatWasReadInAnotherEpochOrBeforeTheBase() {
		this.markers.remember(42, new Lease(2, 11));
		this.markers.remember(43, new Lease(1, 9));
		assertThat(judging(5, 42)).isNull();
		assertThat(judging(5, 43)).isNull();
	}

	@Test
	void judgeNoEntryOfAnotherEpochByWhatWasRememberedOfItsLike() {
		remember(42, 11);
		assertThat(this.markers.state().judging(new Lease(2, 5), () -> 42, SCOPES, 1)).isNull();
	}

	@Test
	void rememberSoManyEntries() {
		for (int i = 0; i < 100; i++) {
			remember(i, 10);
		}
		FollowerState state = this.markers.state();
		assertThat(state.asked().young().size() + state.asked().old().size()).isBetween(2, 4);
		assertThat(judging(5, 99)).isNotNull();
		assertThat(judging(5, 98)).isNotNull();
	}

	private void remember(long entry, long at) {
		this.markers.remember(entry, new Lease(1, at));
	}

	private boolean mark(String field) {
		return take(Map.of(field, new MarkerValue(this.clock + 1, 0)));
	}

	private boolean take(Map<String, MarkerValue> change) {
		return this.markers.take(new MarkerChange(1, ++this.number, ++this.clock, change, true));
	}

	private Freshness judge(long lease) {
		return Objects.requireNonNull(judging(lease)).judge(new Lease(1, lease), RED);
	}

	private Markers judging(long lease) {
		return judging(lease, 0);
	}

	private Markers judging(long lease, long entry) {
		return this.markers.state().judging(new Lease(1, lease), () -> entry, SCOPES, 1);
	}

}
