package io.regioncache.replication.warming;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Throttle}.
 */
class ThrottleTests {

	private final AtomicLong now = new AtomicLong();

	private final AtomicLong slept = new AtomicLong();

	private final Throttle throttle = new Throttle(1000, this.now::get, (nanos) -> {
		this.slept.addAndGet(nanos);
		this.now.addAndGet(nanos);
	});

	@Test
	void whatWasChargedBeforeHasItsTime() throws InterruptedException {
		this.throttle.charge(500);
		assertThat(this.slept).hasValue(0);
		this.throttle.charge(250);
		assertThat(this.slept).hasValue(500_000_000);
		this.throttle.charge(1);
		assertThat(this.slept).hasValue(750_000_000);
	}

	@Test
	void whatWasNotUsedIsNotMadeUpFor() throws InterruptedException {
		this.now.set(60_000_000_000L);
		this.throttle.charge(1000);
		this.throttle.charge(1000);
		assertThat(this.slept).hasValue(1_000_000_000);
	}

}
