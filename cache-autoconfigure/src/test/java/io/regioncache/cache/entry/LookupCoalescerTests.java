package io.regioncache.cache.entry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.regioncache.cache.CacheNode;
import io.regioncache.cache.Crew;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.test.SimulatedLink;
import io.regioncache.test.SimulatedLink.Direction;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of who shares a lookup with whom, and who waits before it is sent.
 */
class LookupCoalescerTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final CompletableFuture<Void> load = new CompletableFuture<>();

	private final Crew crew = new Crew();

	private SimulatedLink link;

	private CacheNode node;

	private LookupCoalescer lookups;

	private EntryKey key;

	@BeforeEach
	void start() {
		this.link = redis.server().link();
		this.node = CacheNode.patient(this.link.url()).awaitAvailable();
		this.lookups = new LookupCoalescer(this.node.store());
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
		CompletableFuture<Lookup> first = patient();
		CompletableFuture<Lookup> second = patient();
		assertThat(lookupsSent()).isZero();
		this.load.complete(null);
		assertThat(List.of(first, second)).allSatisfy((lookup) -> assertThat(lookup).succeedsWithin(PATIENCE));
		assertThat(lookupsSent()).isEqualTo(1);
	}

	@Test
	void isNotHeldBackForACallerThatCannotWait() {
		CompletableFuture<Lookup> patient = patient();
		assertThat(ask()).succeedsWithin(PATIENCE);
		assertThat(patient).succeedsWithin(PATIENCE);
		assertThat(lookupsSent()).isEqualTo(1);
	}

	@Test
	void isHeldBackByALoadThatHasBegunWhileItWaitedForAnotherLookup() {
		this.link.withhold(Direction.TO_CLIENT);
		CompletableFuture<Lookup> first = ask();
		CompletableFuture<Lookup> behind = patient();
		this.link.heal();
		assertThat(first).succeedsWithin(PATIENCE);
		assertThat(lookupsSent()).isEqualTo(1);
		this.load.complete(null);
		assertThat(behind).succeedsWithin(PATIENCE);
		assertThat(lookupsSent()).isEqualTo(2);
	}

	@Test
	void isSentBehindAnotherOneAtOnceForACallerThatCannotWait() {
		this.link.withhold(Direction.TO_CLIENT);
		CompletableFuture<Lookup> first = ask();
		CompletableFuture<Lookup> patient = patient();
		CompletableFuture<Lookup> hurried = ask();
		this.link.heal();
		assertThat(List.of(first, patient, hurried))
			.allSatisfy((lookup) -> assertThat(lookup).succeedsWithin(PATIENCE));
		assertThat(lookupsSent()).isEqualTo(2);
	}

	@Test
	void isNeverSharedWithACallerThatCameAfterItWasSent() {
		this.link.withhold(Direction.TO_CLIENT);
		CompletableFuture<Lookup> first = ask();
		CompletableFuture<Lookup> second = ask();
		Future<@Nullable Object> third = this.crew
			.send(() -> this.lookups.await(this.key, List.of(), () -> this.load).markers());
		this.link.heal();
		assertThat(first).succeedsWithin(PATIENCE);
		assertThat(second).succeedsWithin(PATIENCE);
		this.load.complete(null);
		assertThat(Crew.await(third)).isNotNull();
		assertThat(lookupsSent()).isBetween(2L, 3L);
	}

	/**
	 * The timeout is 30 s, twice that for a lookup behind another one.
	 */
	@Test
	void isGivenUpOnceItsServerIsNotTrustedAnyMore() {
		this.link.withhold(Direction.TO_CLIENT);
		CompletableFuture<Lookup> first = ask();
		CompletableFuture<Lookup> behind = ask();
		CompletableFuture<Lookup> alone = this.lookups.alone(this.key, List.of());
		Future<@Nullable Object> waiting = this.crew
			.send(() -> this.lookups.await(this.key, List.of(), LookupCoalescer.NONE));
		Duration limit = Duration.ofSeconds(20);
		assertThat(List.of(first, behind, alone))
			.allSatisfy((lookup) -> assertThat(lookup).succeedsWithin(limit).isSameAs(Lookup.UNAVAILABLE));
		assertThat(waiting).succeedsWithin(limit).isSameAs(Lookup.UNAVAILABLE);
		this.link.heal();
	}

	@Test
	void isSharedWithNobodyIfItIsToBeAlone() {
		CompletableFuture<Lookup> patient = patient();
		assertThat(this.lookups.alone(this.key, List.of())).succeedsWithin(PATIENCE);
		assertThat(patient).isNotDone();
		assertThat(lookupsSent()).isEqualTo(1);
	}

	@Test
	void isSentTogetherWithTheLock() {
		lock("token-1");
		assertThat(lock("token-2").heldFor()).isPositive();
		this.link.withhold(Direction.TO_CLIENT);
		CompletableFuture<LookupCoalescer.Locked> locked = tryLock("token-1");
		this.link.heal();
		assertThat(locked).succeedsWithin(PATIENCE).satisfies((answer) -> {
			assertThat(answer.heldFor()).isZero();
			assertThat(answer.lookup()).isNotNull().succeedsWithin(PATIENCE);
		});
	}

	@Test
	void isNotTakenForALookupUnderTheLockIfTheServerHadForgottenTheScript() {
		lock("token-1");
		redis.admin().call("SCRIPT", "FLUSH");
		this.link.withhold(Direction.TO_CLIENT);
		CompletableFuture<LookupCoalescer.Locked> locked = tryLock("token-1");
		this.link.heal();
		assertThat(locked).succeedsWithin(PATIENCE).satisfies((answer) -> {
			assertThat(answer.heldFor()).isZero();
			assertThat(answer.lookup()).isNull();
		});
	}

	private LookupCoalescer.Locked lock(String token) {
		return tryLock(token).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	private CompletableFuture<LookupCoalescer.Locked> tryLock(String token) {
		return this.lookups.lock(this.key, token, PATIENCE, List.of());
	}

	private CompletableFuture<Lookup> ask() {
		return this.lookups.ask(this.key, List.of(), LookupCoalescer.NONE);
	}

	private CompletableFuture<Lookup> patient() {
		return this.lookups.ask(this.key, List.of(), () -> this.load);
	}

	private static long lookupsSent() {
		return redis.admin().commandCalls().getOrDefault("get", 0L);
	}

}
