package io.regioncache.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.test.SimulatedLink;
import io.regioncache.test.SimulatedLink.Direction;
import io.regioncache.testkit.Patience;
import io.regioncache.testkit.Race;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Whatever happens between a node and its Redis, the call is answered in bounded time,
 * and never with an old value.
 */
class FaultyLinkTests {

	/**
	 * Each call that waits for Redis takes half a second, so only few of a hundred may.
	 */
	private static final Duration BOUND = Patience.LIMIT;

	private static final int CALLERS = 40;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private SimulatedLink link;

	private CacheRaceNode here;

	private CacheRaceNode there;

	@BeforeEach
	void start() {
		this.link = redis.server().link();
		this.here = CacheRaceNode.at(this.link.url());
		this.there = CacheRaceNode.at(redis.server().url());
		this.here.awaitAvailable();
		this.there.awaitAvailable();
	}

	@AfterEach
	void stop() {
		this.here.close();
		this.there.close();
		this.link.close();
	}

	@Test
	void startsAndAnswersWithRedisDown() {
		try (SimulatedLink down = redis.server().link()) {
			down.refuse();
			try (CacheRaceNode node = CacheRaceNode.at(down.url())) {
				assertTimeoutPreemptively(BOUND, () -> assertAnsweredByOrigin(node));
				down.heal();
				assertServedAgain(node);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void answersFromTheOrigin(Fault fault) {
		this.here.cache(1, 1);
		fault.on.accept(this.link);
		assertTimeoutPreemptively(BOUND, () -> assertAnsweredByOrigin(this.here));
		heal();
		assertServedAgain(this.here);
	}

	@Test
	void answersFromTheOriginWhileTheServerHangs() {
		this.here.cache(1, 1);
		redis.server().pause();
		assertTimeoutPreemptively(BOUND, () -> assertAnsweredByOrigin(this.here));
		redis.server().resume();
		assertServedAgain(this.here);
	}

	@Test
	void answersFromTheOriginWhenALinkIsCutInTheMiddleOfAReply() {
		this.here.cache(1, 1);
		this.link.closeAfter(Direction.TO_CLIENT, 25);
		assertThat(this.here.read(1, 2)).isEqualTo(2);
		heal();
		assertServedAgain(this.here);
	}

	@Test
	void aSlowLinkIsStillUsed() {
		this.here.cache(1, 1);
		this.link.latency(Duration.ofMillis(20));
		this.here.cache(1, 1);
	}

	@ParameterizedTest
	@EnumSource
	void anInvalidationIsKeptUntilItIsApplied(Fault fault) {
		this.there.cache(1, 1);
		this.here.cache(1, 1);
		fault.on.accept(this.link);
		assertTimeoutPreemptively(BOUND, () -> assertThat(this.here.invalidate(1)).as("applied").isFalse());
		assertThat(this.here.read(1, 2)).isEqualTo(2);
		heal();
		this.here.awaitAvailable();
		assertThat(this.there.read(1, 2)).isEqualTo(2);
		this.there.cache(1, 2);
		this.here.cache(1, 2);
	}

	@Test
	void aDeadRedisDoesNotFloodTheOrigin() {
		this.link.refuse();
		Awaitility.await().until(() -> !this.here.node().store().isAvailable());
		Crowd crowd = new Crowd();
		crowd.call(200, (caller) -> this.here.read(caller, crowd));
		assertThat(crowd.failures()).isEmpty();
		assertThat(crowd.calls()).isEqualTo(200);
		assertThat(crowd.most()).isBetween(2, CacheSettings.DEFAULTS.loads().maxConcurrentLoads());
	}

	@Test
	void aHangingRedisIsNotAskedAgainAndAgain() {
		this.link.withhold(Direction.TO_CLIENT);
		redis.admin().resetStatistics();
		Crowd crowd = new Crowd();
		crowd.call(CALLERS, (caller) -> {
			for (int call = 0; call < 20; call++) {
				this.here.read(caller, crowd);
			}
		});
		assertThat(crowd.failures()).isEmpty();
		assertThat(crowd.calls()).isEqualTo(20 * CALLERS);
		assertThat(redis.admin().commandCalls().getOrDefault("get", 0L)).isLessThan(2 * CALLERS);
	}

	@Test
	void nothingOldIsServedWhileTheLinkKeepsFailing() {
		try (Race race = new Race(32, List.of(this.here, this.there)).start(3, 1, Duration.ofMillis(2))) {
			for (int round = 0; round < 15; round++) {
				Fault fault = Fault.values()[round % Fault.values().length];
				fault.on.accept(this.link);
				race.awaitReads(ThreadLocalRandom.current().nextInt(50, 500));
				heal();
				this.here.awaitAvailable();
				race.awaitReads(500);
			}
			race.assertWon(this.here, this.there);
			assertThat(this.here.hits()).as("hits").isPositive();
			assertThat(this.here.count(Event.BYPASS)).as("bypasses").isPositive();
		}
	}

	private void heal() {
		this.link.latency(Duration.ZERO);
		this.link.heal();
	}

	private static void assertAnsweredByOrigin(CacheRaceNode node) {
		// Waiting each time would take longer than the bound
		for (int version = 2; version < 202; version++) {
			assertThat(node.read(1, version)).isEqualTo(version);
		}
	}

	private static void assertServedAgain(CacheRaceNode node) {
		node.awaitAvailable();
		node.cache(2, 7);
	}

	/**
	 * What can befall a link for as long as one likes.
	 */
	enum Fault {

		CUT(SimulatedLink::refuse),

		BLACK_HOLE(SimulatedLink::blackHole),

		LOST_REPLIES((link) -> link.withhold(Direction.TO_CLIENT)),

		SLOWER_THAN_THE_TIMEOUT((link) -> link.latency(Duration.ofMillis(700))),

		RESET((link) -> {
			link.closeAfter(Direction.TO_CLIENT, 0);
			link.reset();
		});

		private final Consumer<SimulatedLink> on;

		Fault(Consumer<SimulatedLink> on) {
			this.on = on;
		}

	}

}
