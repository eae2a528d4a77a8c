package io.regioncache.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.TrackingArgs;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.store.connection.RedisConnector;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.connection.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.RegionClock;
import io.regioncache.store.connection.EntryCommand;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.connection.MetadataNumbers;
import io.regioncache.store.lookup.EntryLookups;
import io.regioncache.store.lookup.KnownMarkers;
import io.regioncache.store.lookup.Tracking;
import io.regioncache.store.write.StoreTasks;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what becomes of tracked lookups when a server tells of nothing, is slow or far,
 * and when threads that are not the connection's get in between.
 */
@ExtendWith(OutputCaptureExtension.class)
class TrackingFaultTests {

	private static final MetadataKeys KEYS = MetadataKeys.of("fault");

	private static final EntryKey KEY = new EntryKey("k1", RedisKeys.bytes("fault:e:numbers:k1"),
			"fault:lock:numbers:k1", new Scope[] { Scope.ALL, Scope.cache("numbers"), Scope.key("numbers", "k1") });

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final AtomicLong clock = new AtomicLong();

	private RedisClient client;

	private Session session;

	private RedisLink link;

	private EntryLookups lookups;

	@BeforeEach
	void connect() {
		this.client = RedisClient.create(redis.server().url());
		this.session = new RedisConnector(() -> this.client, KEYS, this.clock::get).open();
		this.link = new RedisLink("here", () -> this.client, KEYS,
				new ConnectionSettings(PATIENCE, PATIENCE, ConnectionSettings.ADDRESS_CHECK_INTERVAL, this.clock::get),
				new StoreTasks((session) -> {
				}));
		this.lookups = new EntryLookups(this.link, KEYS);
		await(this.session.attach());
	}

	@AfterEach
	void disconnect() {
		this.link.close();
		this.session.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

	@Test
	void aChangeThatNobodyWasToldOfIsNoticedHoweverLateItIsSeen(CapturedOutput output) {
		learn();
		redis.admin().call("EVAL", """
				local hash = redis.call('HGETALL', KEYS[1])
				redis.call('SELECT', 1)
				redis.call('HSET', KEYS[1], unpack(hash))
				redis.call('HINCRBY', KEYS[1], 'clock', 1)
				""", "1", "{fault}:m");
		this.clock.addAndGet(KnownMarkers.MAX_AGE);
		lookup();
		// Of this a server tells nobody
		redis.admin().call("SWAPDB", "0", "1");
		assertThat(readsOfMarkers(this::lookup)).isZero();
		this.clock.addAndGet(KnownMarkers.MAX_AGE);
		assertThat(readsOfMarkers(this::lookup)).isOne();
		assertThat(output)
			.contains("The server does not send the notifications it was asked for: every hit also reads markers");
		this.clock.addAndGet(KnownMarkers.MAX_AGE);
		assertThat(readsOfMarkers(() -> {
			lookup();
			lookup();
		})).isEqualTo(2);
	}

	@Test
	void aServerThatNoLongerTracksIsNotAskedToAgain(CapturedOutput output) {
		learn();
		await(this.session.connections()
			.metadata()
			.async()
			.clientTracking(TrackingArgs.Builder.enabled(false))
			.toCompletableFuture());
		this.clock.addAndGet(KnownMarkers.MAX_AGE);
		lookup();
		assertThat(output).contains("The server no longer sends notifications (ERR CLIENT CACHING");
		this.clock.addAndGet(KnownMarkers.MAX_AGE);
		assertThat(readsOfMarkers(() -> {
			lookup();
			lookup();
		})).isEqualTo(2);
	}

	@Test
	void anEventLoopThatIsNotTheConnectionsSendsNothingThatMustStayInOrder() throws Exception {
		await(this.lookups.track(this.session));
		DefaultEventExecutor other = new DefaultEventExecutor();
		try {
			MetadataNumbers numbers = other.submit(() -> {
				this.session.observe(new RegionClock(1, 1, 1), this.clock.get());
				return NumbersLookup.send(this.session,
						() -> this.lookups.trackingOf(this.session).arming(this.clock.get()), KEYS, KEY);
			}).get(PATIENCE.toSeconds(), TimeUnit.SECONDS).get();
			assertThat(numbers.arming()).isNull();
		}
		finally {
			other.shutdownGracefully(0, 0, TimeUnit.SECONDS);
		}
	}

	@Test
	void anAnswerThatTakesLongIsStillGoodIfNoWordHasCome() {
		learn();
		assertThat(readsOfMarkers(() -> whilePaused(() -> this.clock.addAndGet(10 * KnownMarkers.MAX_AGE)))).isZero();
	}

	@Test
	void aWordThatComesMeanwhileCostsOneMoreReading() {
		learn();
		assertThat(readsOfMarkers(() -> whilePaused(this.lookups.trackingOf(this.session)::end))).isOne();
	}

	@Test
	void aLookupThatWasGivenUpIsNotSentAgain() {
		learn();
		assertThat(readsOfMarkers(() -> whilePaused((lookup) -> {
			this.lookups.trackingOf(this.session).end();
			lookup.complete(Lookup.UNAVAILABLE);
		}))).isZero();
	}

	@Test
	void aServerThatIsFarIsTrackedLessOften() {
		learn();
		for (int i = 0; i < 10; i++) {
			learnWithin(Duration.ofMillis(5));
		}
		this.lookups.trackingOf(this.session).end();
		this.clock.addAndGet(Duration.ofMillis(400).toNanos());
		lookup();
		assertThat(readsOfMarkers(this::lookup)).isOne();
		this.clock.addAndGet(Duration.ofMillis(100).toNanos());
		lookup();
		assertThat(readsOfMarkers(this::lookup)).isZero();
	}

	@Test
	void aPauseIsNotMistakenForDistance() {
		learn();
		learnWithin(Duration.ofMillis(900));
		this.lookups.trackingOf(this.session).end();
		this.clock.addAndGet(Duration.ofMillis(50).toNanos());
		lookup();
		assertThat(readsOfMarkers(this::lookup)).isZero();
	}

	@Test
	void lookupsAreTrackedOnceASecondWhereThatDoesNotPay() {
		learn();
		assertThat(timesTracked(20)).isGreaterThan(50);
		assertThat(timesTracked(2)).isBetween(2L, 15L);
		assertThat(timesTracked(20)).isGreaterThan(25);
	}

	/**
	 * Return how often lookups are tracked within two seconds, in which something changes
	 * as often as they can be.
	 * @param hits how many hits there are after each lookup
	 */
	private long timesTracked(int hits) {
		redis.admin().resetStatistics();
		for (long until = this.clock.get() + 2 * KnownMarkers.MAX_AGE; this.clock.get() < until;) {
			this.lookups.trackingOf(this.session).end();
			this.clock.addAndGet(Tracking.INTERVAL);
			for (int i = 0; i <= hits; i++) {
				lookup();
			}
		}
		return redis.admin().commandCalls().getOrDefault("client|caching", 0L);
	}

	@Test
	void theOutcomeOfAnEntryCommandIsHeardOnce() {
		AtomicInteger heard = new AtomicInteger();
		EntryCommand command = new EntryCommand(KEY.redisKey(), new EntryCommand.Answered() {

			@Override
			public void answered(byte @Nullable [] entry, boolean foreign) {
				heard.incrementAndGet();
			}

			@Override
			public void failed(Throwable cause) {
				heard.incrementAndGet();
			}

		});
		command.completeExceptionally(new RedisException("no answer"));
		command.complete();
		command.cancel();
		assertThat(heard).hasValue(1);
	}

	/**
	 * Look until the markers are known.
	 */
	private void learn() {
		Awaitility.await().until(() -> {
			this.clock.addAndGet(KnownMarkers.MAX_AGE);
			await(this.session.attach());
			lookup();
			return isKnown();
		});
	}

	/**
	 * Have the markers read that take this long to come.
	 */
	private void learnWithin(Duration time) {
		this.lookups.trackingOf(this.session).end();
		this.clock.addAndGet(100 * KnownMarkers.MAX_AGE);
		whilePaused(() -> this.clock.addAndGet(time.toNanos()));
		assertThat(isKnown()).isTrue();
		for (int i = 0; i < 10; i++) {
			lookup();
		}
	}

	private boolean isKnown() {
		return this.lookups.trackingOf(this.session).known(this.clock.get()).of(KEY, List.of()) != null;
	}

	private void whilePaused(Runnable action) {
		whilePaused((lookup) -> action.run());
	}

	private void whilePaused(Consumer<CompletableFuture<Lookup>> action) {
		redis.server().pause();
		CompletableFuture<Lookup> lookup = send();
		try {
			action.accept(lookup);
		}
		finally {
			redis.server().resume();
		}
		await(lookup);
		// Whatever was sent because of its answer is executed before this
		await(this.session.metadata().ping().toCompletableFuture());
	}

	private long readsOfMarkers(Runnable lookups) {
		redis.admin().resetStatistics();
		lookups.run();
		return redis.admin().commandCalls().getOrDefault("hmget", 0L);
	}

	private Lookup lookup() {
		return await(send());
	}

	private CompletableFuture<Lookup> send() {
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		this.lookups.send(this.session, KEY, List.of(), lookup);
		return lookup;
	}

	private static <T> T await(CompletableFuture<T> answer) {
		return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

}
