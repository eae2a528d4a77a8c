package io.regioncache.store.connection;

import java.time.Duration;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BackOffTests {

	private long now;

	private final BackOff backOff = new BackOff(() -> this.now);

	@RepeatedTest(20)
	void growsWithEachFailureUpToItsBound() {
		failAfter(Duration.ZERO);
		assertThat(this.backOff.millisLeft()).isBetween(300L, 500L);
		for (int i = 0; i < 10; i++) {
			failAfter(Duration.ZERO);
			assertThat(this.backOff.millisLeft()).isBetween(375L, 625L);
		}
	}

	@RepeatedTest(20)
	void countsTheTimeThatAnAttemptHasTaken() {
		failAfter(Duration.ZERO);
		failAfter(Duration.ofSeconds(1));
		assertThat(this.backOff.millisLeft()).as("a server that hangs").isBetween(150L, 250L);
	}

	@Test
	void isShortAgainAfterASuccess() {
		failAfter(Duration.ZERO);
		failAfter(Duration.ZERO);
		this.backOff.succeeded();
		this.backOff.attempt();
		this.backOff.begin();
		assertThat(this.backOff.millisLeft()).isBetween(150L, 250L);
		assertThat(this.backOff.isOn()).isTrue();
		this.now += Duration.ofMillis(250).toNanos();
		assertThat(this.backOff.isOn()).isFalse();
	}

	private void failAfter(Duration attempt) {
		this.backOff.attempt();
		this.now += attempt.toNanos();
		this.backOff.failed();
	}

}
