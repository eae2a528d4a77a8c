package io.regioncache.cache.read;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DetourBudgetTests {

	private final AtomicLong now = new AtomicLong();

	private final DetourBudget budget = new DetourBudget(0.05, this.now::get);

	@Test
	void allowsSomeWhereLittleIsRead() {
		assertThat(take(100)).isEqualTo(DetourBudget.LEAST);
	}

	@Test
	void allowsAFractionOfTheReads() {
		read(10_000);
		assertThat(take(1_000)).isEqualTo(500);
		read(1_000);
		assertThat(take(1_000)).isEqualTo(50);
	}

	@Test
	void judgesAWindowThatHasJustBegunByTheOneBefore() {
		read(10_000);
		this.now.addAndGet(DetourBudget.WINDOW_NANOS);
		assertThat(take(1_000)).isEqualTo(500);
		assertThat(take(1_000)).isZero();
	}

	@Test
	void savesNothingUp() {
		read(10_000);
		this.now.addAndGet(DetourBudget.WINDOW_NANOS);
		take(1);
		this.now.addAndGet(3 * DetourBudget.WINDOW_NANOS);
		assertThat(take(1_000)).isEqualTo(DetourBudget.LEAST);
	}

	@Test
	void allowsNoneIfThatIsAskedFor() {
		DetourBudget none = new DetourBudget(0, this.now::get);
		none.read();
		assertThat(none.take()).isFalse();
	}

	private void read(int times) {
		for (int i = 0; i < times; i++) {
			this.budget.read();
		}
	}

	private int take(int times) {
		int taken = 0;
		for (int i = 0; i < times; i++) {
			taken += this.budget.take() ? 1 : 0;
		}
		return taken;
	}

}
