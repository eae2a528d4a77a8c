package io.regioncache.store.lookup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolVersion;
import io.netty.buffer.ByteBuf;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.FollowedSession;
import io.regioncache.store.command.CallbackCommand;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.CommitIntents;
import io.regioncache.store.write.Invalidate;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what a hit costs while the markers are followed, and what ends that.
 */
@ExtendWith(OutputCaptureExtension.class)
class FollowerTests {

	private static final String METADATA = "{followed}:m";

	private static final Scope RED = Scope.tag("red");

	private static final Scope BLUE = Scope.tag("blue");

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final AtomicLong clock = new AtomicLong();

	private final List<FollowedSession> sessions = new ArrayList<>();

	private @Nullable FollowedSession other;

	@BeforeEach
	void empty() {
		redis.admin().flushAll();
	}

	@AfterEach
	void disconnect() {
		this.sessions.forEach(FollowedSession::close);
	}

	@Test
	void aHitCostsOneGetForAnyNumberOfKeysWhileOthersInvalidate() {
		FollowedSession session = open();
		for (int key = 0; key < 100; key++) {
			session.store(key, now(session), RED);
		}
		other();
		assertCost(100, 0, () -> IntStream.range(0, 100).forEach((key) -> {
			invalidate(other(), Scope.key("numbers", "other" + key));
			assertThat(session.judge(key)).isEqualTo(Freshness.FRESH);
		}));
	}

	@Test
	void aMissCostsOneGetAndIsAnsweredWithTheClock() {
		FollowedSession session = open();
		session.store(1, now(session), RED);
		Lease invalidated = invalidate(other(), RED);
		assertCost(2, 0, () -> {
			assertThat(session.lookup(1).markers().lease()).isEqualTo(invalidated);
			assertThat(session.lookup(2).markers().lease()).isEqualTo(invalidated);
		});
	}

	@Test
	void aServerThatWasEmptiedIsNoticedAtOnce() {
		FollowedSession session = open();
		Lease before = session.store(1, now(session), RED);
		redis.admin().flushAll();
		session.store(1, before, RED);
		assertThat(session.judge(1, RED)).isEqualTo(Freshness.DEAD);
		assertThat(now(session).epoch()).isNotEqualTo(before.epoch());
		Awaitility.await().until(session::isLevel);
	}

	@Test
	void judgesAnEntryByTheTagsThatItHasWhateverWasExpected() {
		FollowedSession session = open();
		session.store(1, now(session), RED, BLUE);
		invalidate(other(), BLUE);
		assertCost(1, 0, () -> assertThat(judged(session, RED)).isEqualTo(Freshness.DEAD));
		session.store(1, now(session), BLUE);
		assertCost(1, 0, () -> assertThat(judged(session, RED)).isEqualTo(Freshness.FRESH));
	}

	@Test
	void anEntryOlderThanTheFollowerCostsItsMarkersOnce() {
		Lease lease = now(open());
		invalidate(open(), BLUE);
		FollowedSession session = open();
		session.store(1, lease, RED);
		assertCost(1, 1, () -> assertThat(session.judge(1)).isEqualTo(Freshness.FRESH));
		assertCost(1, 0, () -> assertThat(session.judge(1)).isEqualTo(Freshness.FRESH));
		invalidate(other(), RED);
		assertCost(1, 0, () -> assertThat(session.judge(1)).isEqualTo(Freshness.DEAD));
	}

	/**
	 * A slow load may replace an entry under the same lease, with other tags.
	 */
	@Test
	void thatOneEntryWasFoundFreshSaysNothingOfAnotherInItsPlace() {
		Lease lease = now(open());
		invalidate(open(), BLUE);
		FollowedSession session = open();
		session.store(1, lease, RED);
		assertThat(session.judge(1)).isEqualTo(Freshness.FRESH);
		session.store(1, lease, BLUE);
		assertThat(session.judge(1)).isEqualTo(Freshness.DEAD);
		session.store(2, lease, BLUE);
		assertThat(session.judge(2)).isEqualTo(Freshness.DEAD);
	}

	@Test
	void anEntryThatMayBeServedStaleIsToldFromOneThatMayNot() {
		FollowedSession session = open();
		session.store(1, now(session), RED);
		new Invalidate(List.of(RED), InvalidationMode.STALE).send(other().session()).join();
		assertCost(1, 0, () -> assertThat(session.judge(1)).isEqualTo(Freshness.STALE));
		invalidate(other(), RED);
		assertCost(1, 0, () -> assertThat(session.judge(1)).isEqualTo(Freshness.DEAD));
	}

	@Test
	void whatIsHeldIsServedOnceThatHasEndedWithoutAnInvalidation() {
		FollowedSession session = open();
		session.store(1, now(session), RED);
		Session holder = other().session();
		CommitIntents.hold(holder, "a1", List.of(RED), Duration.ofMinutes(1)).join();
		assertCost(1, 0, () -> assertThat(session.judge(1)).isEqualTo(Freshness.DEAD));
		FollowedSession late = open();
		assertThat(late.judge(1, RED)).as("whoever comes later").isEqualTo(Freshness.DEAD);
		CommitIntents.release(holder, "a1").join();
		assertThat(session.judge(1)).isEqualTo(Freshness.FRESH);
		assertThat(late.judge(1)).isEqualTo(Freshness.FRESH);
	}

	@Test
	void whatWasInvalidatedWhileItWasHeldIsNotServedOnceThatHasEnded() {
		FollowedSession session = open();
		session.store(1, now(session), RED);
		Session holder = other().session();
		CommitIntents.hold(holder, "a1", List.of(RED), Duration.ofMinutes(1)).join();
		invalidate(other(), RED);
		CommitIntents.release(holder, "a1").join();
		assertCost(1, 0, () -> assertThat(session.judge(1)).isEqualTo(Freshness.DEAD));
	}

	/**
	 * Its epoch has ended: every entry of it is a miss.
	 */
	@Test
	void metadataThatWasLostIsNoticedOnceSomebodyHasBegunAnew() {
		FollowedSession session = open();
		Lease lease = session.store(1, now(session), RED);
		redis.admin().call("DEL", METADATA);
		other();
		assertThat(session.judge(1, RED)).isEqualTo(Freshness.DEAD);
		Awaitility.await().until(session::isLevel);
		assertThat(now(session).epoch()).isNotEqualTo(lease.epoch());
		session.store(1, now(session), RED);
		assertCost(1, 0, () -> assertThat(session.judge(1)).isEqualTo(Freshness.FRESH));
	}

	@Test
	void metadataThatWasLostIsNoticedWithinTheAgeThoughNobodyComes() {
		FollowedSession session = open();
		Lease lease = session.store(1, now(session), RED);
		redis.admin().call("DEL", METADATA);
		this.clock.addAndGet(Follower.MAX_AGE);
		assertThat(session.judge(1, RED)).isEqualTo(Freshness.DEAD);
		assertThat(now(session).epoch()).isNotEqualTo(lease.epoch());
	}

	@Test
	void comparesItselfWithTheMetadataOnceAnAge() {
		FollowedSession session = open();
		session.store(1, now(session), RED);
		this.clock.addAndGet(Follower.MAX_AGE - 1);
		assertCost(1, 0, () -> session.judge(1));
		this.clock.addAndGet(1);
		assertCost(1, 1, () -> session.judge(1, RED));
		assertCost(1, 0, () -> session.judge(1));
		assertThat(session.lacksPushes()).isFalse();
		assertThat(session.foundBy(1)).isEqualTo(2);
		assertThat(session.foundBy(2)).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "HINCRBY {followed}:m clock 1", "HSET {followed}:m epoch 00000000000000ff" })
	void aServerThatDoesNotPushIsFoundOut(String change, CapturedOutput output) {
		FollowedSession session = open();
		Lease lease = session.store(1, now(session), RED);
		redis.admin().call(change.split(" "));
		this.clock.addAndGet(Follower.MAX_AGE);
		assertThat(session.lookup(1).markers().lease()).isNotEqualTo(lease);
		assertThat(output).contains("Region here: the server does not push the changes it should, so every hit also "
				+ "reads markers. Look for a proxy");
		assertThat(session.lacksPushes()).isTrue();
		this.clock.addAndGet(Follower.MAX_AGE);
		assertCost(5, 5, () -> IntStream.range(0, 5).forEach((i) -> session.judge(1, RED)));
	}

	@Test
	void aMessageTooManyHasTheMetadataReadAnew() {
		FollowedSession session = open();
		session.store(1, now(session), RED);
		redis.admin().call("HINCRBY", METADATA, "told", "1");
		Lease invalidated = invalidate(other(), RED);
		assertThat(session.judge(1, RED)).isEqualTo(Freshness.DEAD);
		Awaitility.await().until(session::isLevel);
		assertCost(1, 0, () -> assertThat(now(session)).isEqualTo(invalidated));
	}

	@Test
	void aMessageThatCannotBeReadHasTheMetadataReadAnew() {
		FollowedSession session = open();
		redis.admin().call("SPUBLISH", METADATA, "no change");
		Awaitility.await().until(session::isLevel);
		Lease invalidated = invalidate(other(), RED);
		assertThat(now(session)).isEqualTo(invalidated);
	}

	@Test
	void moreMarkersThanAMessageNamesAreFollowedAllTheSame() {
		FollowedSession session = open();
		session.store(1, now(session), RED);
		session.store(2, now(session), BLUE);
		List<Scope> many = IntStream.range(0, 2000).mapToObj((i) -> (i == 0) ? RED : Scope.tag("t" + i)).toList();
		new Invalidate(many, InvalidationMode.REMOVE).send(other().session()).join();
		assertThat(session.judge(1, RED)).isEqualTo(Freshness.DEAD);
		assertThat(session.judge(2, BLUE)).isEqualTo(Freshness.FRESH);
		Awaitility.await().until(session::isLevel);
		assertCost(1, 0, () -> assertThat(session.judge(2)).isEqualTo(Freshness.FRESH));
	}

	@Test
	void anAnswerThatTakesLongIsJudgedByWhatHasComeUntilThen() {
		FollowedSession session = open();
		session.store(1, now(session), RED);
		invalidate(session, BLUE);
		redis.server().pause();
		CompletableFuture<?> invalidation;
		CompletableFuture<Lookup> lookup;
		try {
			invalidation = new Invalidate(List.of(RED), InvalidationMode.REMOVE).send(session.session());
			lookup = session.send(1);
			this.clock.addAndGet(10 * Follower.MAX_AGE);
		}
		finally {
			redis.server().resume();
		}
		FollowedSession.await(invalidation);
		Lookup found = FollowedSession.await(lookup);
		assertThat(found.markers().judge(found.entry().lease(), found.entry().tags())).isEqualTo(Freshness.DEAD);
	}

	@Test
	void aLookupThatWasGivenUpIsNotSentAgain() {
		Lease lease = now(open());
		invalidate(open(), BLUE);
		FollowedSession session = open();
		session.store(1, lease, RED);
		assertCost(1, 0, () -> {
			redis.server().pause();
			try {
				session.send(1).complete(Lookup.UNAVAILABLE);
			}
			finally {
				redis.server().resume();
			}
			FollowedSession.await(session.session().metadata().ping().toCompletableFuture());
		});
	}

	@Test
	void aServerThatEndsTheSubscriptionIsNotReliedOn() {
		FollowedSession session = open();
		session.session()
			.connections()
			.metadata()
			.dispatch(new CallbackCommand<>(CommandType.SUNSUBSCRIBE, new StatusOutput<>(ByteArrayCodec.INSTANCE),
					CallbackCommand.arguments()) {

				@Override
				public void encode(ByteBuf buffer) {
					super.encode(buffer);
					buffer.writeBytes(RedisKeys.bytes("PING\r\n"));
				}

				@Override
				public void answered() {
				}

				@Override
				public void failed(Throwable cause) {
				}

			});
		Awaitility.await().until(() -> !session.isLevel());
		assertCost(5, 5, () -> IntStream.range(0, 5).forEach((i) -> session.lookup(1)));
	}

	@Test
	void doesWithoutWhereConnectionsSpeakResp2(CapturedOutput output) {
		FollowedSession session = open(redis.server().url(), ProtocolVersion.RESP2);
		assertThat(output).contains("Region here: the changes of markers cannot be followed, so every hit also reads "
				+ "markers: its connections do not use RESP3");
		assertCost(5, 5, () -> IntStream.range(0, 5).forEach((i) -> session.lookup(1)));
	}

	@Test
	void doesWithoutWhereItsUserMayNot(CapturedOutput output) {
		for (String missing : List.of("-ssubscribe", "-client|tracking", "resetchannels &other")) {
			redis.admin().call(("ACL SETUSER modest reset on >secret ~* &* +@all " + missing).split(" "));
			FollowedSession session = open(redis.server().url().replace("redis://", "redis://modest:secret@"),
					ProtocolVersion.RESP3);
			assertCost(5, 5, () -> IntStream.range(0, 5).forEach((i) -> session.lookup(1)));
			assertThat(session.session().isOpen()).isTrue();
		}
		assertThat(output).contains("cannot be followed, so every hit also reads markers: NOPERM");
	}

	private static Freshness judged(FollowedSession session, Scope... expected) {
		Lookup lookup = session.lookup(1, expected);
		return lookup.markers().judge(lookup.entry().lease(), lookup.entry().tags());
	}

	private static Lease now(FollowedSession session) {
		return session.lookup(99).markers().lease();
	}

	private static Lease invalidate(FollowedSession by, Scope scope) {
		return new Invalidate(List.of(scope), InvalidationMode.REMOVE).send(by.session()).join().lease();
	}

	private FollowedSession open() {
		return open(redis.server().url(), ProtocolVersion.RESP3);
	}

	private FollowedSession open(String url, ProtocolVersion protocol) {
		FollowedSession session = new FollowedSession(url, protocol, this.clock::get);
		this.sessions.add(session);
		return session;
	}

	private FollowedSession other() {
		FollowedSession other = this.other;
		if (other == null) {
			other = open();
			this.other = other;
		}
		return other;
	}

	/**
	 * Assert how many lookups read the entry, and how often markers were read.
	 */
	private static void assertCost(int lookups, int markers, Runnable lookup) {
		redis.admin().resetStatistics();
		lookup.run();
		Map<String, Long> calls = redis.admin().commandCalls();
		assertThat(calls.getOrDefault("get", 0L)).as("GET").isEqualTo(lookups);
		assertThat(calls.getOrDefault("hmget", 0L) - scripts(calls)).as("HMGET").isEqualTo(markers);
	}

	/**
	 * Each invalidation reads epoch and floor as well.
	 */
	private static long scripts(Map<String, Long> calls) {
		return calls.getOrDefault("spublish", 0L) / 2;
	}

}
