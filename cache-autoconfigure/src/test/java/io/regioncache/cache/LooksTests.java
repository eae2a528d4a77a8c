package io.regioncache.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.regioncache.embedded.SimulatedLink;
import io.regioncache.embedded.SimulatedLink.Direction;
import io.regioncache.store.EntryKey;
import io.regioncache.store.Look;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of who shares a look with whom, and who waits before it is sent.
 */
class LooksTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final CompletableFuture<Void> load = new CompletableFuture<>();

	private final Crew crew = new Crew();

	private SimulatedLink link;

	private CacheNode node;

	private Looks looks;

	private EntryKey key;

	@BeforeEach
	void start() {
		this.link = redis.server().link();
		this.node = CacheNode.patient(this.link.url()).awaitAvailable();
		this.looks = new Looks(this.node.store());
		this.key = this.node.store().keysOf("texts", "1").apply("k");
		redis.admin().resetStatistics();
	}

	@AfterEach
	void stop() {
		this.crew.close();
		this.node.close();
		this.link.close();
	}

	@Test
	void isHeldBackWhileALoadIsUnderWay() {
		CompletableFuture<Look> first = patient();
		CompletableFuture<Look> second = patient();
		assertThat(looksSent()).isZero();
		this.load.complete(null);
		assertThat(List.of(first, second)).allSatisfy((look) -> assertThat(look).succeedsWithin(PATIENCE));
		assertThat(looksSent()).isEqualTo(1);
	}

	@Test
	void isNotHeldBackForACallerThatCannotWait() {
		CompletableFuture<Look> patient = patient();
		assertThat(ask()).succeedsWithin(PATIENCE);
		assertThat(patient).succeedsWithin(PATIENCE);
		assertThat(looksSent()).isEqualTo(1);
	}

	@Test
	void isHeldBackByALoadThatHasBegunWhileItWaitedForAnotherLook() {
		this.link.withhold(Direction.TO_CLIENT);
		CompletableFuture<Look> first = ask();
		CompletableFuture<Look> behind = patient();
		this.link.heal();
		assertThat(first).succeedsWithin(PATIENCE);
		assertThat(looksSent()).isEqualTo(1);
		this.load.complete(null);
		assertThat(behind).succeedsWithin(PATIENCE);
		assertThat(looksSent()).isEqualTo(2);
	}

	@Test
	void isSentBehindAnotherOneAtOnceForACallerThatCannotWait() {
		this.link.withhold(Direction.TO_CLIENT);
		CompletableFuture<Look> first = ask();
		CompletableFuture<Look> patient = patient();
		CompletableFuture<Look> hurried = ask();
		this.link.heal();
		assertThat(List.of(first, patient, hurried)).allSatisfy((look) -> assertThat(look).succeedsWithin(PATIENCE));
		assertThat(looksSent()).isEqualTo(2);
	}

	@Test
	void isNeverSharedWithACallerThatCameAfterItWasSent() {
		this.link.withhold(Direction.TO_CLIENT);
		CompletableFuture<Look> first = ask();
		CompletableFuture<Look> second = ask();
		Future<@Nullable Object> third = this.crew
			.send(() -> this.looks.await(this.key, List.of(), () -> this.load).markers());
		this.link.heal();
		assertThat(first).succeedsWithin(PATIENCE);
		assertThat(second).succeedsWithin(PATIENCE);
		this.load.complete(null);
		assertThat(Crew.await(third)).isNotNull();
		assertThat(looksSent()).isBetween(2L, 3L);
	}

	@Test
	void isSharedWithNobodyIfItIsToBeAlone() {
		CompletableFuture<Look> patient = patient();
		assertThat(this.looks.alone(this.key, List.of())).succeedsWithin(PATIENCE);
		assertThat(patient).isNotDone();
		assertThat(looksSent()).isEqualTo(1);
	}

	@Test
	void isSentTogetherWithTheLock() {
		lock("token-1");
		assertThat(lock("token-2").heldFor()).isPositive();
		this.link.withhold(Direction.TO_CLIENT);
		CompletableFuture<Looks.Locked> locked = tryLock("token-1");
		this.link.heal();
		assertThat(locked).succeedsWithin(PATIENCE).satisfies((answer) -> {
			assertThat(answer.heldFor()).isZero();
			assertThat(answer.look()).isNotNull().succeedsWithin(PATIENCE);
		});
	}

	@Test
	void isNotTakenForALookUnderTheLockIfTheServerHadForgottenTheScript() {
		lock("token-1");
		redis.admin().call("SCRIPT", "FLUSH");
		this.link.withhold(Direction.TO_CLIENT);
		CompletableFuture<Looks.Locked> locked = tryLock("token-1");
		this.link.heal();
		assertThat(locked).succeedsWithin(PATIENCE).satisfies((answer) -> {
			assertThat(answer.heldFor()).isZero();
			assertThat(answer.look()).isNull();
		});
	}

	private Looks.Locked lock(String token) {
		return tryLock(token).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	private CompletableFuture<Looks.Locked> tryLock(String token) {
		return this.looks.lock(this.key, token, PATIENCE, List.of());
	}

	private CompletableFuture<Look> ask() {
		return this.looks.ask(this.key, List.of(), Looks.NONE);
	}

	private CompletableFuture<Look> patient() {
		return this.looks.ask(this.key, List.of(), () -> this.load);
	}

	private static long looksSent() {
		return redis.admin().commandCalls().getOrDefault("get", 0L);
	}

}
