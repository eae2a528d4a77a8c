package io.regioncache.health;

import java.time.Duration;
import java.util.Map;

import io.regioncache.store.session.ServerStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClockOffset}.
 */
class ClockOffsetTests {

	private static final long ASKED = 1_000_000;

	@ParameterizedTest
	@CsvSource({ "3000,0,3000", "-3000,0,-3000", "3000,400,2600", "-3000,400,-3000", "0,0,0", "2000,4000,0",
			"4000,4000,0", "-1,4000,-1" })
	void differsAtLeastByWhatTheAnswersWayCannotExplain(long ahead, long latency, long least) {
		ServerStatus server = new ServerStatus(Map.of("server_time_usec", String.valueOf(1000 * (ASKED + ahead))));
		assertThat(offset(server, latency)).isEqualTo(Duration.ofMillis(least));
	}

	@Test
	void isNotKnownWhereTheServerDoesNotTellItsTime() {
		assertThat(offset(new ServerStatus(Map.of()), 0)).isNull();
	}

	private static Duration offset(ServerStatus server, long latency) {
		return ClockOffset.of(server, ASKED, new ServerCheck(server, 0, Duration.ofMillis(latency), -1));
	}

}
