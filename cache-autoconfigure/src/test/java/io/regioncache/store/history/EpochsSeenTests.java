package io.regioncache.store.history;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EpochsSeenTests {

	private final EpochsSeen epochs = new EpochsSeen();

	@Test
	void anEpochEndsWhenAnotherIsSeen() {
		this.epochs.see(1);
		this.epochs.see(1);
		assertThat(this.epochs.hasEnded(1)).isFalse();
		this.epochs.see(2);
		assertThat(this.epochs.hasEnded(1)).isTrue();
		assertThat(this.epochs.hasEnded(2)).isFalse();
		assertThat(this.epochs.last()).isEqualTo(2);
	}

	@Test
	void epochsAreNamedInWhichWritersRegisteredUntilTheyDoNot() {
		assertThat(this.epochs.guarded()).isEmpty();
		this.epochs.see(0xa, true);
		this.epochs.see(0xb, true);
		this.epochs.see(0xa, true);
		assertThat(this.epochs.guarded()).isEqualTo("000000000000000b 000000000000000a");
		this.epochs.see(0xc, false);
		assertThat(this.epochs.guarded()).as("what was invalidated in it was not kept").isEmpty();
		for (long epoch = 1; epoch <= 17; epoch++) {
			this.epochs.see(epoch, true);
		}
		assertThat(this.epochs.guarded().split(" ")).hasSize(16).doesNotContain("0000000000000001");
	}

	@Test
	void theOldestAreForgotten() {
		for (long epoch = 1; epoch <= EpochsSeen.CAPACITY + 2; epoch++) {
			this.epochs.see(epoch);
		}
		assertThat(this.epochs.hasEnded(1)).isFalse();
		assertThat(this.epochs.hasEnded(2)).isTrue();
	}

}
