package io.regioncache.audit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SampleRate}.
 */
class SampleRateTests {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	@Test
	void admitsASecondsWorthAtOnceAndThenItsRate() {
		SampleRate rate = new SampleRate(5, this.now::get);
		assertThat(admitted(rate)).isEqualTo(5);
		this.now.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
		assertThat(admitted(rate)).isEqualTo(1);
		this.now.addAndGet(TimeUnit.HOURS.toNanos(1));
		assertThat(admitted(rate)).isEqualTo(5);
	}

	@Test
	void admitsOneInTenSeconds() {
		SampleRate rate = new SampleRate(0.1, this.now::get);
		assertThat(admitted(rate)).isEqualTo(1);
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(9));
		assertThat(admitted(rate)).isZero();
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(1));
		assertThat(admitted(rate)).isEqualTo(1);
	}

	private static int admitted(SampleRate rate) {
		int admitted = 0;
		while (admitted < 100 && rate.admits()) {
			admitted++;
		}
		return admitted;
	}

}
