package io.regioncache.store.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

import io.regioncache.region.MonotonicClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AnswerTimeouts}.
 */
class AnswerTimeoutsTests {

	@Test
	void answersThatDoNotComeFailInTheirOrderAndOthersDoNot() {
		AnswerTimeouts timeouts = new AnswerTimeouts(Duration.ofMillis(50), MonotonicClock.SYSTEM);
		List<CompletableFuture<String>> silent = new ArrayList<>();
		List<CompletableFuture<String>> answered = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			silent.add(timeouts.bound(new CompletableFuture<>()));
			answered.add(timeouts.bound(new CompletableFuture<>()));
			answered.get(i).complete("answer");
		}
		for (CompletableFuture<String> each : silent) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(each::join)
				.withCauseInstanceOf(TimeoutException.class);
		}
		assertThat(answered).allSatisfy((each) -> assertThat(each.join()).isEqualTo("answer"));
	}

	@Test
	void anAnswerThatIsSentLaterFailsToo() {
		AnswerTimeouts timeouts = new AnswerTimeouts(Duration.ofMillis(10), MonotonicClock.SYSTEM);
		for (int i = 0; i < 20; i++) {
			timeouts.bound(new CompletableFuture<>()).complete("answer");
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(timeouts.bound(new CompletableFuture<>())::join)
				.withCauseInstanceOf(TimeoutException.class);
		}
	}

	@Test
	void noneIsForgottenWhileManyThreadsSend() {
		AnswerTimeouts timeouts = new AnswerTimeouts(Duration.ofMillis(1), MonotonicClock.SYSTEM);
		List<CompletableFuture<Void>> senders = new ArrayList<>();
		for (int sender = 0; sender < 4; sender++) {
			senders.add(CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 200; i++) {
					assertThatExceptionOfType(CompletionException.class)
						.isThrownBy(timeouts.bound(new CompletableFuture<>())::join);
				}
			}));
		}
		senders.forEach(CompletableFuture::join);
	}

}
