package io.regioncache.cache.load;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how many loads may begin beyond the bound, and when.
 */
class StallRuleTests {

	private static final int TURNS = 4;

	private static final int LONGEST = 500;

	private final StallRule rule = new StallRule(TURNS, LONGEST);

	@Test
	void keepsToTheBoundWhileLoadsEnd() {
		come(50);
		for (int i = 0; i < 1000; i++) {
			look(StallRule.SHORTEST - 1, 50, TURNS);
			this.rule.ended(false, 1);
			assertThat(this.rule.limit()).isEqualTo(TURNS);
		}
	}

	@Test
	void doublesTheTurnsAtTheFirstStall() {
		come(50);
		look(StallRule.SHORTEST, 50, TURNS);
		assertThat(this.rule.limit()).isEqualTo(2 * TURNS);
		assertThat(this.rule.isTrial()).isTrue();
	}

	@Test
	void letsInNoMoreThanWait() {
		come(3);
		look(StallRule.SHORTEST, 3, TURNS);
		assertThat(this.rule.limit()).isEqualTo(TURNS + 3);
	}

	@Test
	void countsOnlyLoadsThatMayWait() {
		come(50);
		for (int i = 0; i < LONGEST; i++) {
			this.rule.look(50, TURNS, () -> TURNS);
		}
		assertThat(this.rule.limit()).isEqualTo(TURNS);
		for (int i = 0; i < LONGEST && this.rule.limit() == TURNS; i++) {
			this.rule.look(50, TURNS, () -> TURNS - 1);
		}
		assertThat(this.rule.limit()).isEqualTo(TURNS + 1);
	}

	@Test
	void looksAtThreadsEverMoreSeldom() {
		AtomicInteger looks = new AtomicInteger();
		come(50);
		for (int i = 0; i < 10_000; i++) {
			this.rule.look(50, TURNS, () -> {
				looks.incrementAndGet();
				return TURNS;
			});
		}
		assertThat(looks.get()).isBetween(10, 50);
	}

	/**
	 * Loads of which no further one comes to wait are not waited for by those just let
	 * in.
	 */
	@Test
	void letsInAChainMoreWhileNoLoadComes() {
		come(500);
		for (int i = 0; i < 100_000; i++) {
			this.rule.look(500, this.rule.limit(), () -> 0);
		}
		assertThat(this.rule.limit()).isEqualTo(2 * TURNS + StallRule.CHAIN);
	}

	@Test
	void takesLongerOverEachStallInWhichNoLoadComes() {
		come(500);
		int looks = 0;
		int last = 0;
		for (int i = 0; i < 4; i++) {
			int limit = this.rule.limit();
			int before = looks;
			while (this.rule.limit() == limit) {
				this.rule.look(500, limit, () -> 0);
				looks++;
			}
			assertThat(looks - before).isGreaterThan(last);
			last = looks - before;
		}
	}

	@Test
	void letsInAtOnceWhatThoseJustLetInMayWaitFor() {
		come(50);
		look(StallRule.SHORTEST, 50, TURNS);
		come(TURNS);
		look(StallRule.QUIET, 50, 2 * TURNS);
		assertThat(this.rule.limit()).isEqualTo(3 * TURNS);
	}

	@Test
	void neverLetsInMoreThanTheWidthAndAChain() {
		for (int i = 0; i < 100_000; i++) {
			come(1);
			this.rule.look(500, this.rule.limit(), () -> 0);
			this.rule.look(500, this.rule.limit(), () -> 0);
		}
		assertThat(this.rule.limit()).isEqualTo(StallRule.WIDTH * TURNS + StallRule.CHAIN);
	}

	@Test
	void returnsToTheBoundIfALoadFromBeforeEndsFirst() {
		come(50);
		look(StallRule.SHORTEST, 50, TURNS);
		for (int limit = 2 * TURNS - 1; limit >= TURNS; limit--) {
			assertThat(this.rule.ended(false, 20)).isFalse();
			assertThat(this.rule.isTrial()).isFalse();
			assertThat(this.rule.limit()).isEqualTo(limit);
		}
		this.rule.ended(false, 20);
		assertThat(this.rule.limit()).isEqualTo(TURNS);
	}

	@Test
	void ofSlowLoadsLetsInOneAtATimeAndAChainAtMost() {
		come(50);
		look(StallRule.SHORTEST, 50, TURNS);
		for (int i = 0; i <= TURNS; i++) {
			this.rule.ended(false, 100);
		}
		come(50);
		look(199, 50, TURNS);
		assertThat(this.rule.limit()).isEqualTo(TURNS);
		look(1, 50, TURNS);
		assertThat(this.rule.limit()).isEqualTo(TURNS + 1);
		for (int i = 0; i < 100_000; i++) {
			come(1);
			look(1, 50, this.rule.limit());
		}
		assertThat(this.rule.limit()).isEqualTo(TURNS + StallRule.CHAIN);
	}

	@Test
	void keepsWhatItHasLetInIfOneOfThemEndsFirst() {
		come(50);
		look(StallRule.SHORTEST, 50, TURNS);
		assertThat(this.rule.ended(true, 1)).isTrue();
		assertThat(this.rule.ended(false, 100)).isFalse();
		assertThat(this.rule.limit()).isEqualTo(2 * TURNS);
		this.rule.settle();
		assertThat(this.rule.limit()).isEqualTo(TURNS);
		assertThat(this.rule.isTrial()).isFalse();
	}

	@Test
	void believesAProofAfterItHasTakenLoadsForSlow() {
		come(50);
		look(StallRule.SHORTEST, 50, TURNS);
		this.rule.ended(false, 100);
		this.rule.settle();
		come(50);
		look(200, 50, TURNS);
		assertThat(this.rule.limit()).isEqualTo(TURNS + 1);
		assertThat(this.rule.ended(true, 1)).isTrue();
		come(50);
		look(StallRule.QUIET, 50, TURNS);
		assertThat(this.rule.limit()).isEqualTo(2 * TURNS);
	}

	@Test
	void keepsAChainForLoadsThatAreLetInOneByOne() {
		for (int i = 0; i < 100_000; i++) {
			come(1);
			look(2, 500, this.rule.limit());
		}
		this.rule.ended(true, 1);
		assertThat(this.rule.limit()).isEqualTo(StallRule.WIDTH * TURNS + StallRule.CHAIN - 1);
		for (int i = 0; i < StallRule.CHAIN; i++) {
			this.rule.ended(true, 1);
		}
		assertThat(this.rule.limit()).isEqualTo(StallRule.WIDTH * TURNS);
	}

	private void come(int loads) {
		for (int i = 0; i < loads; i++) {
			this.rule.came();
		}
	}

	private void look(int times, int waiting, int running) {
		for (int i = 0; i < times; i++) {
			this.rule.look(waiting, running, () -> 0);
		}
	}

}
