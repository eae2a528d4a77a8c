package io.regioncache.replication;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.region.Clocks;
import io.regioncache.region.WorkerFailures;
import io.regioncache.replication.redis.Replica;
import io.regioncache.replication.redis.SourceLog;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PullLoop}.
 */
class PullLoopTests {

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

	private final WorkerFailures failures = new WorkerFailures("west");

	private final AtomicInteger questions = new AtomicInteger();

	@AfterEach
	void stop() {
		this.executor.shutdownNow();
	}

	@Test
	void goesOnAfterAnErrorAndSaysThatThereWasOne() {
		loop(() -> {
			throw new StackOverflowError();
		}).start();
		Awaitility.await().until(() -> this.questions.get() >= 3);
		assertThat(this.failures.count()).isGreaterThanOrEqualTo(2);
		assertThat(this.failures.last()).satisfies((failure) -> {
			assertThat(failure.work()).isEqualTo("reading the log of east");
			assertThat(failure.type()).isEqualTo("java.lang.StackOverflowError");
		});
	}

	@Test
	void aSourceThatCannotBeAskedIsNoFailureOfTheLoop() {
		loop(() -> CompletableFuture.failedFuture(new IllegalStateException("away"))).start();
		Awaitility.await().until(() -> this.questions.get() >= 3);
		assertThat(this.failures.count()).isZero();
	}

	private PullLoop loop(Answer answer) {
		Replica replica = fake(Replica.class, answer);
		SourceLog log = fake(SourceLog.class, answer);
		return new PullLoop("west", new Puller("east", log, replica), this.executor, Clocks.SYSTEM,
				(source, records, sincePublished) -> {
				}, this.failures);
	}

	private <T> T fake(Class<T> type, Answer answer) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				this.questions.incrementAndGet();
				return answer.answer();
			}));
	}

	/**
	 * What every question is answered with.
	 */
	@FunctionalInterface
	private interface Answer {

		CompletableFuture<?> answer();

	}

}
