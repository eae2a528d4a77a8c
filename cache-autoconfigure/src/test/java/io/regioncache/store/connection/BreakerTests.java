package io.regioncache.store.connection;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Breaker}.
 */
class BreakerTests {

	private final Breaker breaker = new Breaker();

	@Test
	void opensOnceAfterSoManyFailuresInARow() {
		for (int i = 1; i < Breaker.FAILURES_TO_OPEN; i++) {
			assertThat(this.breaker.failed()).isFalse();
			assertThat(this.breaker.isOpen()).isFalse();
		}
		assertThat(this.breaker.failed()).isTrue();
		assertThat(this.breaker.isOpen()).isTrue();
		assertThat(this.breaker.failed()).as("opens again").isFalse();
	}

	@Test
	void countsAnewAfterASuccess() {
		for (int i = 1; i < Breaker.FAILURES_TO_OPEN; i++) {
			this.breaker.failed();
		}
		this.breaker.succeeded();
		assertThat(this.breaker.failed()).isFalse();
		assertThat(this.breaker.isOpen()).isFalse();
	}

	@Test
	void staysOpenWhateverLateAnswersSay() {
		open();
		this.breaker.succeeded();
		assertThat(this.breaker.isOpen()).isTrue();
	}

	@Test
	void tellsWhetherItWasOpenWhenItIsClosed() {
		assertThat(this.breaker.close()).isFalse();
		open();
		assertThat(this.breaker.close()).isTrue();
		assertThat(this.breaker.isOpen()).isFalse();
		assertThat(this.breaker.failed()).as("one failure").isFalse();
	}

	private void open() {
		for (int i = 0; i < Breaker.FAILURES_TO_OPEN; i++) {
			this.breaker.failed();
		}
		assertThat(this.breaker.isOpen()).isTrue();
	}

}
