package io.regioncache.actuate;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RecoveryDetailsTests {

	@Test
	void isOffWhereWritersDoNotRegister() {
		assertThat(RecoveryDetails.recovery(Map.of("epoch", "e1"))).containsEntry("state", "off");
		assertThat(RecoveryDetails.recovery(Map.of("epoch", "e1", "guard", "east"))).containsEntry("state", "none")
			.doesNotContainKey("since");
	}

	@Test
	void tellsSinceWhenARegionRecoversAndWhomItAwaits() {
		Map<String, Object> recovery = RecoveryDetails.recovery(Map.of("epoch", "e2", "guard", "east", "ancestors",
				"e1:9", "settled", "e1", "begun", "1700000000123", "recovery", "80 1 1", "n:west", "w2:17"));
		assertThat(recovery).containsEntry("state", "recovering")
			.containsEntry("since", "2023-11-14T22:13:20.123Z")
			.containsEntry("awaiting", List.of("west"))
			.doesNotContainKey("tookMillis");
	}

	@Test
	void tellsWhatARegionHasKept() {
		Map<String, Object> recovery = RecoveryDetails.recovery(Map.of("epoch", "e2", "guard", "east", "ancestors",
				"e1:9", "settled", "e2", "begun", "1700000000123", "recovery", "412 1 3"));
		assertThat(recovery).containsEntry("state", "recovered")
			.containsEntry("tookMillis", "412")
			.containsEntry("epochsKept", "1")
			.containsEntry("epochsBefore", "3");
	}

	@Test
	void tellsTheWarmUpOfThePresentEpochAlone() {
		assertThat(RecoveryDetails.warmUp(Map.of("epoch", "e2", "warm", "e2:begun"))).isEqualTo("begun");
		assertThat(RecoveryDetails.warmUp(Map.of("epoch", "e2", "warm", "e1:done"))).isEqualTo("none");
		assertThat(RecoveryDetails.warmUp(Map.of("epoch", "e2"))).isEqualTo("none");
	}

}
