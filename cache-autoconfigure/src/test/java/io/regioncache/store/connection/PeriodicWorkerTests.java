package io.regioncache.store.connection;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.region.WorkerFailures;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PeriodicWorker}.
 */
class PeriodicWorkerTests {

	private static final long NEVER = TimeUnit.DAYS.toMillis(1);

	private final AtomicInteger taken = new AtomicInteger();

	private volatile long pause = NEVER;

	private final WorkerFailures failures = new WorkerFailures("here");

	private final PeriodicWorker turns = new PeriodicWorker("turns", this.taken::incrementAndGet, () -> this.pause,
			this.failures);

	@AfterEach
	void close() {
		this.turns.close();
	}

	@Test
	void areTakenAgainAndAgain() {
		this.pause = 1;
		this.turns.start();
		Awaitility.await().until(() -> this.taken.get() >= 3);
	}

	@Test
	void areTakenAtOnceWhereSomebodyWakesThem() {
		this.turns.start();
		awaitTaken(1);
		this.turns.wake();
		awaitTaken(2);
		this.turns.wake();
		awaitTaken(3);
	}

	@Test
	void oneTurnServesAllThatHaveWokenIt() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		PeriodicWorker turns = new PeriodicWorker("slow turns", () -> {
			if (this.taken.incrementAndGet() == 1) {
				begun.countDown();
				await(end);
			}
		}, () -> NEVER, this.failures);
		turns.start();
		begun.await();
		for (int i = 0; i < 100; i++) {
			turns.wake();
		}
		end.countDown();
		awaitTaken(2);
		turns.wake();
		awaitTaken(3);
		turns.close();
	}

	@Test
	void goOnAfterAnError() {
		PeriodicWorker failing = new PeriodicWorker("failing turns", () -> {
			if (this.taken.incrementAndGet() < 3) {
				throw new StackOverflowError();
			}
		}, () -> 1, this.failures);
		failing.start();
		Awaitility.await().until(() -> this.taken.get() >= 3);
		assertThat(this.failures.count()).isEqualTo(2);
		failing.close();
	}

	@Test
	void areOverOnceClosed() {
		this.turns.start();
		awaitTaken(1);
		this.turns.close();
		this.turns.wake();
		assertThat(this.turns.areOver()).isTrue();
		assertThat(this.taken).hasValue(1);
	}

	@Test
	void nobodyHearsThatTheyAreOver() {
		this.turns.close();
		this.turns.start();
		assertThat(this.taken).hasValue(0);
	}

	private void awaitTaken(int count) {
		Awaitility.await().until(() -> this.taken.get() == count);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
