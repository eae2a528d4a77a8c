package io.regioncache.replication;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import io.regioncache.region.Clocks;
import io.regioncache.region.MonotonicClock;
import io.regioncache.region.WorkerFailures;
import io.regioncache.replication.redis.LogPage;
import io.regioncache.replication.redis.Replica;
import io.regioncache.replication.redis.SourceLog;
import io.regioncache.store.log.Cursor;
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

	private final AtomicInteger deaths = new AtomicInteger();

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

	/**
	 * Who hangs is waited for, who refuses is not.
	 */
	@Test
	void aSourceThatRefusesCountsAsDeadLongBeforeOneThatHangs() {
		AtomicLong now = new AtomicLong();
		AtomicReference<CompletableFuture<?>> answer = new AtomicReference<>(
				CompletableFuture.failedFuture(new IllegalStateException("refused")));
		Cursor cursor = new Cursor(1, 5, 5);
		Replica replica = fake(Replica.class, () -> CompletableFuture.completedFuture(cursor));
		PullLoop loop = new PullLoop(new Puller("east", fake(SourceLog.class, answer::get), replica), this.executor,
				new Clocks(now::get, InstantSource.system()), (source, records, sincePublished) -> {
				}, this.failures, this.deaths::incrementAndGet);
		loop.start();
		Awaitility.await().until(() -> this.questions.get() >= 8);
		assertThat(loop.progress().mayBeAlive()).as("not for long enough").isTrue();
		now.addAndGet(Duration.ofMillis(200).toNanos());
		Awaitility.await().until(() -> !loop.progress().mayBeAlive());
		answer.set(new CompletableFuture<>());
		loop.close();
		PullLoop hanging = new PullLoop(new Puller("east", fake(SourceLog.class, CompletableFuture::new), replica),
				this.executor, new Clocks(now::get, InstantSource.system()), (source, records, sincePublished) -> {
				}, this.failures, this.deaths::incrementAndGet);
		hanging.start();
		now.addAndGet(Duration.ofSeconds(2).toNanos());
		assertThat(hanging.progress().mayBeAlive()).isTrue();
		now.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThat(hanging.progress().mayBeAlive()).isFalse();
	}

	/**
	 * Operators must not wait for the timeout of the answer.
	 */
	@Test
	void aSourceWhoseAnswerIsOverdueIsSaidToBeSilent() {
		AtomicLong now = new AtomicLong();
		PullLoop loop = levelLoop(now::get, () -> true, () -> Long.MAX_VALUE);
		assertThat(loop.progress().state().failure()).isNull();
		now.addAndGet(Duration.ofMillis(1700).toNanos());
		assertThat(loop.progress().state().failure()).isNull();
		now.addAndGet(Duration.ofMillis(100).toNanos());
		assertThat(loop.progress().state().failure()).hasMessage("No answer for 1800 ms");
	}

	@Test
	void ownRedisThatFailsIsNoDeathOfTheSource() {
		AtomicLong now = new AtomicLong();
		Replica replica = fake(Replica.class, () -> CompletableFuture.failedFuture(new IllegalStateException("home")));
		PullLoop loop = new PullLoop(new Puller("east", fake(SourceLog.class, CompletableFuture::new), replica),
				this.executor, new Clocks(now::get, InstantSource.system()), (source, records, sincePublished) -> {
				}, this.failures, this.deaths::incrementAndGet);
		loop.start();
		now.addAndGet(Duration.ofSeconds(1).toNanos());
		Awaitility.await().until(() -> this.questions.get() >= 5);
		assertThat(loop.progress().mayBeAlive()).isTrue();
		assertThat(this.deaths).hasValue(0);
	}

	@Test
	void theLagCountsFromWhenTheAddressWasLastSeenToBeRight() {
		AtomicBoolean confirmed = new AtomicBoolean(true);
		PullLoop loop = levelLoop(() -> 0, confirmed::get, () -> Long.MAX_VALUE);
		assertThat(loop.progress().state().lag()).isZero();
		confirmed.set(false);
		assertThat(loop.progress().state().lag()).isEqualTo(Duration.ofSeconds(3));
	}

	/**
	 * It is connected to another server, which may know what the former did not.
	 */
	@Test
	void whatAFormerServerHasAnsweredDoesNotMakeItLevelWithThePresentOne() {
		AtomicLong now = new AtomicLong();
		AtomicLong connectedAt = new AtomicLong(-1);
		PullLoop loop = levelLoop(now::get, () -> true, () -> now.get() - connectedAt.get());
		now.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThat(loop.progress().state().lag()).isZero();
		connectedAt.set(now.get());
		assertThat(loop.progress().state().lag()).isEqualTo(Duration.ofSeconds(4));
	}

	/**
	 * Start a loop that is level after its first round, by a server that was confirmed
	 * three seconds before.
	 */
	private PullLoop levelLoop(MonotonicClock clock, BooleanSupplier confirmed, LongSupplier connectedFor) {
		Cursor cursor = new Cursor(1, 5, 5);
		Map<String, Object> answers = Map.of("cursor", CompletableFuture.completedFuture(cursor), "unconfirmedFor",
				Duration.ofSeconds(3).toNanos(), "patience", Duration.ofMillis(1750));
		SourceLog log = (SourceLog) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { SourceLog.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "read" -> (this.questions.incrementAndGet() > 1) ? new CompletableFuture<>()
							: CompletableFuture.completedFuture(new LogPage(cursor, List.of()));
					case "isConfirmed" -> confirmed.getAsBoolean();
					case "connectedFor" -> connectedFor.getAsLong();
					default -> answers.get(method.getName());
				});
		Replica replica = (Replica) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { Replica.class }, (proxy, method, arguments) -> answers.get(method.getName()));
		PullLoop loop = new PullLoop(new Puller("east", log, replica), this.executor,
				new Clocks(clock, InstantSource.system()), (source, records, sincePublished) -> {
				}, this.failures, this.deaths::incrementAndGet);
		loop.start();
		// The second question is asked when the first round is over
		Awaitility.await().until(() -> this.questions.get() > 1);
		return loop;
	}

	private PullLoop loop(Answer answer) {
		Replica replica = fake(Replica.class, answer);
		SourceLog log = fake(SourceLog.class, answer);
		return new PullLoop(new Puller("east", log, replica), this.executor, Clocks.SYSTEM,
				(source, records, sincePublished) -> {
				}, this.failures, this.deaths::incrementAndGet);
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
