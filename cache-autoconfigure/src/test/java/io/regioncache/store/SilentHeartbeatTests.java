package io.regioncache.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.lettuce.core.RedisClient;
import io.regioncache.store.session.SessionTrust;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.EntryLookups;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.StoreTasks;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a server is trusted only while the heartbeat of its region moves, and never
 * falls back.
 */
class SilentHeartbeatTests {

	private static final MetadataKeys KEYS = MetadataKeys.of("beat");

	private static final String METADATA = "{beat}:m";

	private static final EntryKey KEY = new EntryKey("k1", RedisKeys.bytes("beat:e:numbers:k1"), "beat:lock:numbers:k1",
			new Scope[] { Scope.ALL, Scope.cache("numbers"), Scope.key("numbers", "k1") });

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final AtomicLong clock = new AtomicLong();

	private RedisClient client;

	private Session session;

	private RedisLink link;

	@BeforeEach
	void connect() {
		this.client = RedisClient.create(redis.server().url());
		this.session = new RedisConnector(() -> this.client, KEYS, this.clock::get).open();
		this.link = new RedisLink(
				"here", () -> this.client, KEYS, new ConnectionSettings(PATIENCE, PATIENCE,
						ConnectionSettings.ADDRESS_CHECK_INTERVAL, () -> System.nanoTime() + this.clock.get()),
				new StoreTasks((session) -> {
				}));
	}

	@AfterEach
	void disconnect() {
		this.link.close();
		this.session.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

	@Test
	void aServerIsNotTrustedBeforeItsHeartbeatWasSeen() {
		assertThat(this.session.isTrusted()).isFalse();
		attach(this.session);
		assertThat(this.session.isTrusted()).isTrue();
	}

	@Test
	void aServerIsTrustedForTwoSecondsAfterItsHeartbeatHasMoved() {
		attach(this.session);
		this.clock.addAndGet(SessionTrust.MAX_SILENCE.toNanos() - 1);
		assertThat(this.session.isTrusted()).isTrue();
		this.clock.incrementAndGet();
		assertThat(this.session.isTrusted()).isFalse();
	}

	@Test
	void anAnswerWithTheSameHeartbeatDoesNotProlongTheTrust() {
		attach(this.session);
		this.clock.addAndGet(SessionTrust.MAX_SILENCE.toNanos() - 1);
		assertThat(lookup().markers()).isNotNull();
		this.clock.incrementAndGet();
		assertThat(this.session.isTrusted()).isFalse();
	}

	@Test
	void aHeartbeatThatAnotherNodeHasMovedCountsFromWhenItWasAskedFor() {
		attach(this.session);
		long half = SessionTrust.MAX_SILENCE.toNanos() / 2;
		this.clock.addAndGet(half);
		redis.admin().call("HINCRBY", METADATA, "beat", "1");
		redis.server().pause();
		CompletableFuture<Lookup> lookup = sendLookup();
		this.clock.addAndGet(half - 1);
		redis.server().resume();
		assertThat(lookup).succeedsWithin(PATIENCE);
		assertThat(this.session.isTrusted()).isTrue();
		this.clock.addAndGet(half);
		assertThat(this.session.isTrusted()).isTrue();
		this.clock.incrementAndGet();
		assertThat(this.session.isTrusted()).isFalse();
	}

	@Test
	void trustThatHasLapsedIsNotRenewedByTheSameConnection() {
		attach(this.session);
		this.clock.addAndGet(SessionTrust.MAX_SILENCE.toNanos());
		attach(this.session);
		assertThat(this.session.isTrusted()).as("by an attach").isFalse();
		redis.admin().call("HINCRBY", METADATA, "beat", "1");
		assertThat(lookup().markers()).isNotNull();
		assertThat(this.session.isTrusted()).as("by the heartbeat of another process").isFalse();
	}

	@Test
	void theCacheIsBypassedUntilTheHeartbeatMovesAgain() {
		this.link.start();
		Awaitility.await().until(() -> this.link.session() != null);
		redis.server().pause();
		this.clock.addAndGet(SessionTrust.MAX_SILENCE.toNanos());
		assertThat(this.link.session()).isNull();
		redis.server().resume();
		Awaitility.await().until(() -> this.link.session() != null);
	}

	@Test
	void aHeartbeatThatFallsBackEndsTheSession() {
		assertEndsTheSession("beat");
	}

	@Test
	void aClockThatFallsBackEndsTheSession() {
		assertEndsTheSession("clock");
	}

	private void assertEndsTheSession(String number) {
		attach(this.session);
		redis.admin().call("HSET", METADATA, "beat", "100", "clock", "100");
		assertThat(lookup().markers()).isNotNull();
		redis.admin().call("HSET", METADATA, number, "99");
		assertThat(lookup()).isSameAs(Lookup.UNAVAILABLE);
		assertThat(this.session.isOpen()).isFalse();
	}

	@Test
	void aNewEpochMayBeginItsNumbersAnew() {
		attach(this.session);
		redis.admin().call("HSET", METADATA, "beat", "100", "clock", "100");
		assertThat(lookup().markers()).isNotNull();
		redis.admin().call("DEL", METADATA);
		assertThat(lookup().markers()).isNotNull();
		assertThat(this.session.isOpen()).isTrue();
	}

	private static void attach(Session session) {
		session.attach().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	private Lookup lookup() {
		return sendLookup().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	private CompletableFuture<Lookup> sendLookup() {
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		new EntryLookups(this.link, KEYS).send(this.session, KEY, List.of(), lookup);
		return lookup;
	}

}
