package io.regioncache.store.lookup;

import io.regioncache.store.log.RegionClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KnownMarkersTests {

	private final KnownMarkers known = new KnownMarkers(new RegionClock(1, 5, 7), 0, false);

	@Test
	void haveMissedNothingWhileTheRegionStandsStill() {
		assertThat(this.known.haveMissed(new RegionClock(1, 5, 7))).isFalse();
	}

	@Test
	void haveMissedAnEpochAlsoWhereItsClockAndHeartbeatAreTheSame() {
		assertThat(this.known.haveMissed(new RegionClock(2, 5, 7))).isTrue();
	}

	@Test
	void haveMissedAnInvalidationAndAHeartbeat() {
		assertThat(this.known.haveMissed(new RegionClock(1, 6, 7))).isTrue();
		assertThat(this.known.haveMissed(new RegionClock(1, 5, 8))).isTrue();
	}

	@Test
	void haveMissedNothingOnceTheyHaveEnded() {
		this.known.end();
		assertThat(this.known.haveMissed(new RegionClock(2, 5, 7))).isFalse();
	}

}
