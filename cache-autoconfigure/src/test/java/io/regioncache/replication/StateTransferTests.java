package io.regioncache.replication;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.regioncache.replication.redis.SourceRoutes;
import io.regioncache.replication.redis.SourceReading;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.region.WorkerFailures;
import io.regioncache.replication.redis.RedisReplica;
import io.regioncache.replication.redis.ArrivalPolicy;
import io.regioncache.store.log.Cursor;
import io.regioncache.replication.redis.LogPage;
import io.regioncache.replication.redis.MarkerPage;
import io.regioncache.store.log.VersionVector;
import io.regioncache.replication.redis.RedisSourceLog;
import io.regioncache.store.RegionObservations;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.Revocation;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.Revocations.RevokedPage;
import io.regioncache.replication.redis.SourceLog;
import io.regioncache.replication.redis.TransferFlood;
import io.regioncache.testkit.Patience;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * State transfers from one real server to another, a round at a time.
 */
class StateTransferTests {

	private static final String METADATA = "{app}:m";

	private static final String LOG = "{app}:log";

	private static final Duration PATIENCE = Patience.LIMIT;

	private static final Scope BOOKS = Scope.tag("books");

	@RegisterExtension
	static final RedisExtension eastRedis = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension westRedis = RedisExtension.own();

	private final List<RedisClient> clients = new ArrayList<>();

	private RegionStore east;

	private RegionStore west;

	private InterruptedLog log;

	private Puller puller;

	/** What was marked when the regions met. */
	private @Nullable String met;

	/** How the transfers that were observed have ended. */
	private final List<String> observed = new CopyOnWriteArrayList<>();

	/** Why everything was marked. */
	private final List<TransferFlood> floods = new ArrayList<>();

	@BeforeEach
	void start() {
		this.east = store("east", client(eastRedis));
		this.west = store("west", client(westRedis));
		this.west.observe(new RegionObservations() {

			@Override
			public void transfer(String source, CompletableFuture<String> outcome) {
				outcome.thenAccept((how) -> StateTransferTests.this.observed.add(source + " " + how));
			}

		});
		open();
		pull();
		this.met = marker(Scope.ALL);
		assertThat(this.met).isNotNull();
		assertThat(this.floods).containsExactly(TransferFlood.EPOCH);
		this.floods.clear();
		Awaitility.await().until(() -> this.observed.contains("east invalidated"));
	}

	private void open() {
		RedisClient reader = client(eastRedis);
		this.log = new InterruptedLog(
				new RedisSourceLog(() -> reader, "app", new SourceReading("west", PATIENCE, Duration.ofMillis(50)),
						Runnable::run, new SourceRoutes((routes) -> {
						}, () -> false), new WorkerFailures("west")));
		this.puller = new Puller("east", this.log, new RedisReplica(this.west, ArrivalPolicy.NONE));
	}

	/**
	 * Let something happen of which the log tells nothing.
	 */
	private void unheard(Runnable task) {
		this.log.close();
		task.run();
		eastRedis.admin().call("DEL", LOG);
		open();
	}

	private RedisClient client(RedisExtension redis) {
		RedisClient client = RedisClient.create(redis.server().url());
		this.clients.add(client);
		return client;
	}

	private static RegionStore store(String region, RedisClient client) {
		RegionStore store = new RegionStore(region, () -> client, "app", "",
				new ConnectionSettings(PATIENCE, PATIENCE));
		store.start();
		Awaitility.await().until(store::isAvailable);
		return store;
	}

	@AfterEach
	void stop() {
		this.log.close();
		this.east.close();
		this.west.close();
		this.clients.forEach((client) -> client.shutdown(0, 1, TimeUnit.SECONDS));
	}

	@Test
	void revocationsAreReadWhereThereAreAny() {
		unheard(() -> this.east.invalidate(List.of(BOOKS), InvalidationMode.REMOVE).join());
		pull();
		assertThat(marker(BOOKS)).isNotNull();
		assertThat(this.log.revokedPages).isZero();
		Scope revocation = Revocation.ofSession(Revocation.hash("one"), Duration.ofMinutes(1));
		unheard(() -> this.east.invalidate(List.of(revocation), InvalidationMode.REMOVE).join());
		pull();
		assertThat(this.log.revokedPages).isPositive();
		assertThat(westRedis.admin().call("HGET", METADATA, Revocation.fieldOfSession(Revocation.hash("one"))))
			.isNotNull();
	}

	@Test
	void aMarkerThatTransactionsHoldIsTransferred() {
		unheard(() -> {
			invalidate(BOOKS);
			this.east.holds().hold("a1", List.of(BOOKS, Scope.tag("authors")), PATIENCE).join();
		});
		pull();
		assertThat(marker(BOOKS)).matches("\\d+");
		assertThat(marker(Scope.ALL)).as("not everything").isEqualTo(this.met);
		Awaitility.await().until(() -> this.observed.contains("east applied"));
		this.east.holds().release("a1").join();
		invalidate(Scope.tag("others"));
		pull();
		assertThat(marker(Scope.tag("others"))).matches("\\d+");
	}

	@Test
	void aHoldThatLapsesDuringATransferIsNotLost() {
		Scope authors = Scope.tag("authors");
		unheard(() -> {
			invalidate(BOOKS);
			this.east.holds().hold("a1", List.of(authors), Duration.ofMillis(1)).join();
		});
		this.log.beforeFloor = () -> this.east.holds().release("0").join();
		pull();
		assertThat(marker(BOOKS)).matches("\\d+");
		assertThat(marker(authors)).matches("\\d+");
	}

	@Test
	void whatIsTransferredIsRaisedUnderAHoldOfTheReader() {
		this.west.holds().hold("b2", List.of(BOOKS), PATIENCE).join();
		unheard(() -> invalidate(BOOKS));
		pull();
		assertThat(marker(BOOKS)).as("still held").matches("hb2=\\d+ ;[1-9]\\d*");
		this.west.holds().release("b2").join();
		assertThat(marker(BOOKS)).matches("[1-9]\\d*");
	}

	@Test
	void aNewEpochOfTheSourceBeginsItAnew() {
		unheard(() -> invalidate(BOOKS));
		this.log.beforeMarkers = () -> {
			eastRedis.admin().call("FLUSHALL", "SYNC");
			invalidate(Scope.tag("authors"));
		};
		pull();
		assertThat(marker(Scope.ALL)).as("what was invalidated last may be lost").isNotEqualTo(this.met);
		assertThat(westRedis.admin().text("HGET", METADATA, "s:east"))
			.startsWith(eastRedis.admin().text("HGET", METADATA, "epoch"));
	}

	@Test
	void aNewEpochOfTheReaderBeginsItAnew() {
		unheard(() -> invalidate(BOOKS));
		this.log.beforeFloor = () -> {
			westRedis.admin().call("FLUSHALL", "SYNC");
			this.west.own().leases().take().join();
		};
		pull();
		assertThat(marker(Scope.ALL)).isNotNull();
		assertThat(westRedis.admin().text("HGET", METADATA, "s:east"))
			.startsWith(eastRedis.admin().text("HGET", METADATA, "epoch"));
	}

	@Test
	void aReaderThatWasAwayForLongerThanALogLastsMissesNothing() {
		this.log.close();
		for (int i = 0; i < 101; i++) {
			List<Scope> tags = new ArrayList<>();
			for (int j = 0; j < 1000; j++) {
				tags.add(Scope.tag(i + "-" + j));
			}
			this.east.invalidate(tags, InvalidationMode.REMOVE).join();
		}
		assertThat(eastRedis.admin().number("XLEN", LOG)).isLessThan(101_000);
		assertThat(eastRedis.admin().number("HLEN", METADATA)).isLessThan(101_000);
		open();
		pull();
		assertThat(marker(Scope.ALL)).as("everything").isNotEqualTo(this.met);
		assertThat(this.floods).containsExactly(TransferFlood.SOURCE);
	}

	private void invalidate(Scope scope) {
		this.east.invalidate(List.of(scope), InvalidationMode.REMOVE).join();
	}

	/**
	 * Pull until the reader is level with the source.
	 */
	private void pull() {
		Awaitility.await().ignoreExceptions().until(() -> {
			PullRound round = this.puller.round().join();
			if (round.transferred() != null) {
				this.floods.add(round.transferred().flood());
			}
			return round.behind() == 0 && round.tail().sequence() == seq();
		});
	}

	private static long seq() {
		Object sequence = eastRedis.admin().call("HGET", METADATA, "seq");
		return (sequence != null) ? Long.parseLong((String) sequence) : 0;
	}

	private static @Nullable String marker(Scope scope) {
		return (String) westRedis.admin().call("HGET", METADATA, scope.field());
	}

	/**
	 * A log to which something happens while it is read, once.
	 */
	private static final class InterruptedLog implements SourceLog {

		private final SourceLog log;

		private Runnable beforeMarkers = () -> {
		};

		private Runnable beforeFloor = () -> {
		};

		private int revokedPages;

		InterruptedLog(SourceLog log) {
			this.log = log;
		}

		@Override
		public CompletableFuture<LogPage> read(@Nullable Cursor cursor) {
			return this.log.read(cursor);
		}

		@Override
		public CompletableFuture<VersionVector> positions() {
			return this.log.positions();
		}

		@Override
		public CompletableFuture<MarkerPage> markers(String page, long from) {
			Runnable before = this.beforeMarkers;
			this.beforeMarkers = () -> {
			};
			return elsewhere(before).thenCompose((done) -> this.log.markers(page, from));
		}

		@Override
		public CompletableFuture<RevokedPage> revoked(String page) {
			this.revokedPages++;
			return this.log.revoked(page);
		}

		@Override
		public CompletableFuture<Floor> floor() {
			Runnable before = this.beforeFloor;
			this.beforeFloor = () -> {
			};
			return elsewhere(before).thenCompose((done) -> this.log.floor());
		}

		/**
		 * Not on the thread of the connection, which must not wait.
		 */
		private static CompletableFuture<Void> elsewhere(Runnable task) {
			return CompletableFuture.runAsync(task);
		}

		@Override
		public void close() {
			this.log.close();
		}

	}

}
