package io.regioncache.consistency;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.store.log.Position;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConsistencyContextTests {

	private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

	private final AtomicReference<Instant> now = new AtomicReference<>(START);

	@Test
	void hasNothingToSendAtFirst() {
		ConsistencyContext context = new ConsistencyContext(dated("us", 5, START), this.now::get);
		assertThat(context.token()).isEqualTo(token("us", 5));
		assertThat(context.isToBeSent()).isFalse();
		assertThat(context.isRenewed()).isFalse();
	}

	@Test
	void sendsWhatWasWrittenAndBeginsANewLife() {
		ConsistencyContext context = new ConsistencyContext(dated("us", 5, START), this.now::get);
		this.now.set(START.plusSeconds(20));
		context.wrote("us", new Position(1, 6));
		assertThat(context.isToBeSent()).isTrue();
		assertThat(context.isRenewed()).isTrue();
		assertThat(context.dated()).isEqualTo(dated("us", 6, START.plusSeconds(20)));
	}

	@Test
	void renewsEvenWithinOneTickOfTheClock() {
		ConsistencyContext context = new ConsistencyContext(dated("us", 5, START), this.now::get);
		context.wrote("us", new Position(1, 6));
		assertThat(context.isRenewed()).isTrue();
	}

	@Test
	void keepsItsLifeWhenTheClockIsSetBack() {
		ConsistencyContext context = new ConsistencyContext(dated("us", 5, START), this.now::get);
		this.now.set(START.minusSeconds(3600));
		context.wrote("us", new Position(1, 6));
		assertThat(context.dated().lastWrite()).isEqualTo(START);
	}

	@Test
	void sendsWhatWasSeenWithoutANewLife() {
		ConsistencyContext context = new ConsistencyContext(dated("us", 5, START), this.now::get);
		this.now.set(START.plusSeconds(20));
		context.saw(token("eu", 3));
		assertThat(context.isToBeSent()).isTrue();
		assertThat(context.isRenewed()).isFalse();
		assertThat(context.token().positions()).hasSize(2);
		assertThat(context.dated().lastWrite()).isEqualTo(START);
	}

	@Test
	void sendsNothingForACallerThatOnlyReads() {
		ConsistencyContext context = new ConsistencyContext();
		context.saw(token("eu", 3));
		assertThat(context.token()).isEqualTo(token("eu", 3));
		assertThat(context.isToBeSent()).isFalse();
	}

	@Test
	void hasNothingToSendWhenNothingIsNews() {
		ConsistencyContext context = new ConsistencyContext(dated("us", 5, START), this.now::get);
		context.saw(token("us", 4));
		context.accept(dated("us", 5, START.minusSeconds(1)));
		context.accept(ConsistencyToken.NONE);
		assertThat(context.isToBeSent()).isFalse();
		assertThat(context.isRenewed()).isFalse();
	}

	@Test
	void takesTheLifeOfAnAnswer() {
		ConsistencyContext context = new ConsistencyContext(dated("us", 5, START), this.now::get);
		context.accept(dated("eu", 3, START.plusSeconds(4)));
		assertThat(context.isRenewed()).isTrue();
		assertThat(context.dated().token()).isEqualTo(token("us", 5).and(token("eu", 3)));
		assertThat(context.dated().lastWrite()).isEqualTo(START.plusSeconds(4));
	}

	@Test
	void acceptsAnUndatedTokenAsOfNow() {
		ConsistencyContext context = new ConsistencyContext(TimestampedToken.NONE, this.now::get);
		context.accept(token("eu", 3));
		assertThat(context.dated()).isEqualTo(dated("eu", 3, START));
	}

	@Test
	void keepsTheFirstReasonAndCountsDetours() {
		ConsistencyContext context = new ConsistencyContext();
		assertThat(context.flagged()).isNull();
		context.flag("budget");
		context.flag("origin");
		context.detoured();
		context.detoured();
		assertThat(context.flagged()).isEqualTo("budget");
		assertThat(context.detours()).isEqualTo(2);
	}

	@Test
	void bindingRestoresTheFormerContext() {
		ConsistencyContext outer = new ConsistencyContext();
		ConsistencyContext inner = new ConsistencyContext();
		try (ConsistencyContext.Binding first = ConsistencyContext.bind(outer)) {
			try (ConsistencyContext.Binding second = ConsistencyContext.bind(inner)) {
				assertThat(ConsistencyContext.current()).isSameAs(inner);
			}
			assertThat(ConsistencyContext.current()).isSameAs(outer);
			try (ConsistencyContext.Binding none = ConsistencyContext.bind(null)) {
				assertThat(ConsistencyContext.current()).isNull();
			}
			assertThat(ConsistencyContext.current()).isSameAs(outer);
		}
		assertThat(ConsistencyContext.current()).isNull();
	}

	@Test
	void losesNoWriteOfManyThreads() throws InterruptedException {
		ConsistencyContext context = new ConsistencyContext();
		CountDownLatch start = new CountDownLatch(1);
		List<Thread> threads = new ArrayList<>();
		for (int epoch = 1; epoch <= 8; epoch++) {
			int own = epoch;
			threads.add(new Thread(() -> {
				await(start);
				for (int sequence = 1; sequence <= 2000; sequence++) {
					context.wrote("us", new Position(own, sequence));
				}
			}));
		}
		threads.forEach(Thread::start);
		start.countDown();
		for (Thread thread : threads) {
			thread.join(TimeUnit.SECONDS.toMillis(30));
		}
		assertThat(context.token().positions()).hasSize(8).allMatch((written) -> written.position().sequence() == 2000);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static TimestampedToken dated(String region, long sequence, Instant lastWrite) {
		return new TimestampedToken(token(region, sequence), lastWrite);
	}

	private static ConsistencyToken token(String region, long sequence) {
		return ConsistencyToken.NONE.and(region, new Position(1, sequence));
	}

}
