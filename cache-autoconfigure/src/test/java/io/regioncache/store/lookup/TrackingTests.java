package io.regioncache.store.lookup;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.lettuce.core.TrackingArgs;
import io.lettuce.core.protocol.ProtocolVersion;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.TrackedSession;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
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
 * Tests of what a connection knows of the metadata, and how it ends.
 */
@ExtendWith(OutputCaptureExtension.class)
class TrackingTests {

	private static final String METADATA = "{tracked}:m";

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final AtomicLong clock = new AtomicLong();

	private @Nullable TrackedSession session;

	@BeforeEach
	void empty() {
		redis.admin().flushAll();
	}

	@AfterEach
	void disconnect() {
		if (this.session != null) {
			this.session.close();
		}
	}

	@Test
	void aHitWhoseMarkersAreKnownCostsOneGet() {
		TrackedSession session = known(1);
		redis.admin().call("SET", "tracked:e:k1", "here");
		assertCost(10, 0, () -> {
			Lookup lookup = session.lookup(1);
			assertThat(new String(lookup.bytes(), StandardCharsets.US_ASCII)).isEqualTo("here");
			assertThat(lookup.markers().lease().number()).isEqualTo(number("clock"));
		});
	}

	@Test
	void reliesOnNoServerBeforeItsFirstWord() {
		TrackedSession session = open(redis.server().url(), ProtocolVersion.RESP3);
		Awaitility.await().until(() -> {
			this.clock.addAndGet(Tracking.INTERVAL);
			session.lookup(1);
			return redis.admin().commandCalls().getOrDefault("client|caching", 0L) > 0;
		});
		assertCost(5, 5, () -> session.lookup(1));
		redis.admin().call("HINCRBY", METADATA, "beat", "1");
		this.clock.addAndGet(Tracking.INTERVAL);
		assertCost(1, 1, () -> session.lookup(1));
		assertCost(5, 0, () -> session.lookup(1));
	}

	@Test
	void knowsTheMarkersOfOneKeyByItsOwnLookup() {
		TrackedSession session = known(1);
		assertCost(1, 1, () -> session.lookup(2));
		assertCost(10, 0, () -> session.lookup(2));
		assertCost(10, 0, () -> session.lookup(1));
	}

	@Test
	void asksForTagsThatWereNotAskedForBefore() {
		TrackedSession session = known(1);
		assertCost(1, 1, () -> session.lookup(1, Scope.tag("red"), Scope.tag("round")));
		assertCost(1, 0, () -> session.lookup(1, Scope.tag("round")));
		assertCost(1, 0, () -> session.lookup(1));
		assertCost(1, 1, () -> session.lookup(1, Scope.tag("round"), Scope.tag("blue")));
	}

	@Test
	void doesNotTakeTheMarkersOfAnEntryForThoseOfAnotherThatIsCoveredOtherwise() {
		known(1);
		EntryKey other = TrackedSession.key(1).coveredAs(TrackedSession.key(2));
		assertThat(this.session.knows(other)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "clock", "floor", "beat", "t:red", "*", "c:numbers", "k:other" })
	void isToldOfAChange(String field) {
		TrackedSession session = known(1);
		redis.admin().call("HINCRBY", METADATA, field, "7");
		Lookup lookup = session.lookup(1, Scope.tag("red"));
		assertThat(session.knows(1)).as("told before the answer, and not tracked again at once").isFalse();
		assertThat(lookup.markers().lease().number()).isEqualTo(number("clock"));
		Lease old = new Lease(lookup.markers().lease().epoch(), 6);
		assertThat(lookup.markers().judge(old, List.of(Scope.tag("red"))))
			.isEqualTo(List.of("clock", "beat", "k:other").contains(field) ? Freshness.FRESH : Freshness.DEAD);
	}

	@Test
	void isToldThatTheMetadataIsGone() {
		for (List<String> loss : List.of(List.of("DEL", METADATA), List.of("FLUSHALL"), List.of("FLUSHDB", "ASYNC"),
				List.of("PEXPIRE", METADATA, "0"), List.of("RENAME", METADATA, "elsewhere"))) {
			TrackedSession session = known(1);
			Lease before = session.lookup(1).markers().lease();
			redis.admin().call(loss.toArray(new String[0]));
			assertThat(session.lookup(1).markers().lease().epoch()).as("%s", loss).isNotEqualTo(before.epoch());
			session.close();
		}
	}

	@Test
	void itsOwnInvalidationEndsWhatIsKnownAlsoWhereTheServerDoesNotTell() {
		TrackedSession session = known(1);
		session.session().metadata().clientTracking(TrackingArgs.Builder.enabled(false)).toCompletableFuture().join();
		Lease lease = new Invalidate(List.of(Scope.tag("red")), InvalidationMode.REMOVE).send(session.session())
			.join()
			.lease();
		assertThat(session.lookup(1).markers().lease()).isEqualTo(lease);
	}

	@Test
	void knowsNothingForLongerThanItsAge() {
		TrackedSession session = known(1);
		this.clock.addAndGet(KnownMarkers.MAX_AGE - 1 - Tracking.INTERVAL);
		assertCost(1, 0, () -> session.lookup(1));
		this.clock.addAndGet(1 + Tracking.INTERVAL);
		assertCost(1, 1, () -> session.lookup(1));
		assertCost(1, 0, () -> session.lookup(1));
	}

	@Test
	void tracksNoMoreOftenThanItsInterval() {
		TrackedSession session = known(1);
		for (int change = 0; change < 10; change++) {
			redis.admin().call("HINCRBY", METADATA, "clock", "1");
			session.lookup(1);
		}
		assertThat(session.knows(1)).isFalse();
		assertCost(5, 5, () -> session.lookup(1));
		this.clock.addAndGet(Tracking.INTERVAL);
		assertCost(1, 1, () -> session.lookup(1));
		assertThat(redis.admin().commandCalls()).containsEntry("client|caching", 1L);
		assertCost(5, 0, () -> session.lookup(1));
	}

	@Test
	void aServerThatDoesNotTellIsFoundOut(CapturedOutput output) {
		TrackedSession session = known(1);
		session.session().metadata().clientTracking(TrackingArgs.Builder.enabled(false)).toCompletableFuture().join();
		redis.admin().call("HINCRBY", METADATA, "clock", "1");
		session.lookup(2);
		assertThat(session.knows(1)).isFalse();
		assertThat(output)
			.contains("The server does not send the notifications it was asked for: every hit also reads markers");
		this.clock.addAndGet(KnownMarkers.MAX_AGE);
		assertCost(5, 5, () -> session.lookup(1));
		assertThat(redis.admin().commandCalls()).doesNotContainKey("client|caching");
	}

	@Test
	void aServerThatDoesNotTellIsBelievedForItsAgeAtMost() {
		TrackedSession session = known(1);
		session.session().metadata().clientTracking(TrackingArgs.Builder.enabled(false)).toCompletableFuture().join();
		redis.admin().call("HINCRBY", METADATA, "clock", "1");
		this.clock.addAndGet(KnownMarkers.MAX_AGE);
		assertThat(session.lookup(1).markers().lease().number()).isEqualTo(number("clock"));
		assertThat(session.knows(1)).as("CLIENT CACHING is refused").isFalse();
		assertCost(5, 5, () -> session.lookup(1));
	}

	@Test
	void doesWithoutWhereConnectionsSpeakResp2() {
		TrackedSession session = open(redis.server().url(), ProtocolVersion.RESP2);
		session.lookup(1);
		awaitCalls("hello", 1);
		this.clock.addAndGet(Tracking.INTERVAL);
		assertCost(5, 5, () -> session.lookup(1));
		assertThat(redis.admin().info("clients")).containsEntry("tracking_clients", "0");
	}

	@Test
	void doesWithoutWhereItsUserMayNot(CapturedOutput output) {
		redis.admin().call("ACL", "SETUSER", "modest", "on", ">secret", "~*", "&*", "+@all", "-client|tracking");
		TrackedSession session = open(redis.server().url().replace("redis://", "redis://modest:secret@"),
				ProtocolVersion.RESP3);
		session.lookup(1);
		String told = "Region here: client-side tracking is unavailable, so every hit also reads markers: NOPERM";
		Awaitility.await().until(() -> output.toString().contains(told));
		this.clock.addAndGet(Tracking.INTERVAL);
		assertCost(5, 5, () -> session.lookup(1));
	}

	private TrackedSession known(int key) {
		TrackedSession session = open(redis.server().url(), ProtocolVersion.RESP3);
		session.awaitKnown(key, () -> this.clock.addAndGet(Tracking.INTERVAL));
		return session;
	}

	private TrackedSession open(String url, ProtocolVersion protocol) {
		TrackedSession session = new TrackedSession(url, protocol, this.clock::get);
		this.session = session;
		return session;
	}

	private void awaitCalls(String command, long count) {
		Awaitility.await().until(() -> redis.admin().commandCalls().getOrDefault(command, 0L) >= count);
	}

	private long number(String field) {
		return (redis.admin().call("HGET", METADATA, field) != null) ? redis.admin().number("HGET", METADATA, field)
				: 0;
	}

	/**
	 * Assert how many lookups read the entry, and how many of those the markers as well.
	 */
	private static void assertCost(int lookups, int whole, Runnable lookup) {
		redis.admin().resetStatistics();
		for (int i = 0; i < lookups; i++) {
			lookup.run();
		}
		Map<String, Long> calls = redis.admin().commandCalls();
		assertThat(calls.getOrDefault("get", 0L)).as("GET").isEqualTo(lookups);
		assertThat(calls.getOrDefault("hmget", 0L)).as("HMGET").isEqualTo(whole);
	}

}
