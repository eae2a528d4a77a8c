package io.regioncache.store;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.replication.redis.RedisReplica;
import io.regioncache.replication.Puller;
import io.regioncache.replication.redis.LogPage;
import io.regioncache.replication.redis.MarkerPage;
import io.regioncache.replication.redis.Replica;
import io.regioncache.replication.redis.SourceLog;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.RecordKind;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.RecordDecoder;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the last writer wins: random puts and invalidations in three regions, which are
 * three databases of one server, and random pulling in between that may fail anywhere.
 * Each region must end with what the stamps in the logs say.
 */
class ConvergenceOfPutsTests {

	private static final int REGIONS = 3;

	private static final int RUNS = 12;

	private static final int STEPS = 60;

	private static final Scope[] TAGS = { Scope.tag("red"), Scope.tag("blue") };

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final List<Site> sites = new ArrayList<>();

	private final Map<Position, LogRecord> told = new HashMap<>();

	private Random random;

	private int served;

	private int empty;

	private int failures;

	@BeforeEach
	void connect() {
		for (int i = 0; i < REGIONS; i++) {
			this.sites.add(new Site(i));
		}
		this.sites.forEach((site) -> site.store.own().lastWrites().begin());
	}

	@AfterEach
	void disconnect() {
		this.sites.forEach(Site::close);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void everyRegionEndsWithTheLastWrite(long seed) {
		this.random = new Random(seed);
		pullAll();
		for (int run = 0; run < RUNS; run++) {
			this.told.clear();
			List<String> keys = List.of("a" + run, "b" + run, "c" + run);
			for (int step = 0; step < STEPS; step++) {
				step(keys);
			}
			pullAll();
			for (String key : keys) {
				String expected = expected(key);
				for (Site site : this.sites) {
					assertThat(site.read(key)).as("%s in %s, run %d", key, site, run).isEqualTo(expected);
				}
				this.served += (expected != null) ? 1 : 0;
				this.empty += (expected != null) ? 0 : 1;
			}
		}
		assertThat(this.served).as("keys that end with a value").isGreaterThan(5);
		assertThat(this.empty).as("keys that end without").isGreaterThan(2);
		assertThat(this.failures).as("failed rounds").isGreaterThan(20);
	}

	private void step(List<String> keys) {
		Site site = this.sites.get(this.random.nextInt(REGIONS));
		String key = keys.get(this.random.nextInt(keys.size()));
		int die = this.random.nextInt(100);
		if (die < 30) {
			site.put(key, List.of(TAGS[this.random.nextInt(TAGS.length)]), site + "#" + this.random.nextInt());
		}
		else if (die < 40) {
			site.invalidate(site.keys.apply(key).scope());
		}
		else if (die < 43) {
			site.invalidate(TAGS[this.random.nextInt(TAGS.length)]);
		}
		else if (die < 45) {
			site.invalidate(this.random.nextBoolean() ? Scope.cache("carts") : Scope.ALL);
		}
		else if (die < 50) {
			site.hurryClock(this.random.nextInt(5_000_000));
		}
		else {
			site.pull(this.sites.get(this.random.nextInt(REGIONS)), true);
		}
	}

	private void pullAll() {
		for (int round = 0; round < 4; round++) {
			for (Site to : this.sites) {
				this.sites.forEach((from) -> to.pull(from, false));
			}
		}
		this.sites.forEach((site) -> site.log().forEach((record) -> {
			if (record.origin().epoch() == record.at().epoch() && record.stamp() > 0) {
				this.told.put(record.origin(), record);
			}
		}));
	}

	/**
	 * What remains by the stamps: the last put, unless something that covers it was
	 * invalidated later.
	 */
	private @Nullable String expected(String key) {
		Scope scope = this.sites.get(0).keys.apply(key).scope();
		ShippedValue last = null;
		for (LogRecord record : this.told.values()) {
			ShippedValue value = record.value();
			if (value != null && value.key().equals(scope)
					&& (last == null || value.entry().stamp().compareTo(last.entry().stamp()) > 0)) {
				last = value;
			}
		}
		if (last == null) {
			return null;
		}
		for (LogRecord record : this.told.values()) {
			if (record.kind() == RecordKind.REMOVE && last.covering().contains(record.scope())
					&& record.stamp() > last.entry().stamp().micros()) {
				return null;
			}
		}
		return text(last.entry());
	}

	private static String text(Envelope entry) {
		return new String(entry.payload(), StandardCharsets.UTF_8);
	}

	/**
	 * One region.
	 */
	private final class Site {

		private final MetadataKeys metadata = MetadataKeys.of("app");

		private final String name;

		private final RedisClient client;

		private final RedisCommands<byte[], byte[]> commands;

		private final RegionStore store;

		private final Function<String, EntryKey> keys;

		private final Map<Site, Puller> pullers = new HashMap<>();

		private boolean failing;

		Site(int database) {
			this.name = "region" + database;
			RedisURI uri = RedisURI.create(redis.server().url());
			uri.setDatabase(database);
			this.client = RedisClient.create(uri);
			this.commands = this.client.connect(ByteArrayCodec.INSTANCE).sync();
			this.store = new RegionStore(this.name, () -> this.client, "app", "",
					new ConnectionSettings(Duration.ofSeconds(30), Duration.ofSeconds(30)));
			this.keys = this.store.keysOf("carts", "1", true);
			this.store.start();
			Awaitility.await().until(this.store::isAvailable);
		}

		void put(String key, List<Scope> tags, String value) {
			EntryKey entry = this.keys.apply(key);
			Envelope envelope = new Envelope(this.store.own().leases().take().join().orElseThrow(), 0,
					new EntrySource(0, 0), new EntryPayload(0, (byte) 0, value.getBytes(StandardCharsets.UTF_8)), tags);
			assertThat(this.store.own()
				.lastWrites()
				.put(new ShippedValue("carts", entry.scope(), entry.redisKey(), VersionVector.NONE, 600_000, 600_000,
						envelope))
				.join()).isPresent();
			assertThat(read(key)).as("what was just put in %s", this).isEqualTo(value);
		}

		void invalidate(Scope scope) {
			assertThat(this.store.invalidate(List.of(scope), InvalidationMode.REMOVE).join())
				.isEqualTo(InvalidationResult.APPLIED);
		}

		void hurryClock(int micros) {
			this.commands.hincrby(this.metadata.hash(), RedisKeys.bytes("stamp"), micros);
		}

		@Nullable String read(String key) {
			CompletableFuture<Lookup> answer = new CompletableFuture<>();
			this.store.lookups().send(this.keys.apply(key), List.of(TAGS), answer);
			Lookup lookup = answer.orTimeout(30, TimeUnit.SECONDS).join();
			Envelope entry = lookup.entry();
			return (entry != null && Objects.requireNonNull(lookup.markers())
				.judge(entry.lease(), entry.stamp(), entry.tags()) == Freshness.FRESH) ? text(entry) : null;
		}

		void pull(Site source, boolean failing) {
			if (source == this) {
				return;
			}
			this.failing = failing;
			try {
				this.pullers.computeIfAbsent(source, (from) -> new Puller(from.name, from.asSource(), failingReplica()))
					.round()
					.orTimeout(30, TimeUnit.SECONDS)
					.join();
			}
			catch (RuntimeException ex) {
				assertThat(ex).hasStackTraceContaining("as planned");
				ConvergenceOfPutsTests.this.failures++;
			}
		}

		private Replica failingReplica() {
			Replica real = new RedisReplica(this.store, (cache) -> Duration.ofMinutes(10));
			return (Replica) Proxy.newProxyInstance(Replica.class.getClassLoader(), new Class<?>[] { Replica.class },
					(proxy, method, arguments) -> {
						CompletableFuture<?> planned = CompletableFuture
							.failedFuture(new IllegalStateException("as planned"));
						if (!this.failing || method.getReturnType() != CompletableFuture.class
								|| ConvergenceOfPutsTests.this.random.nextInt(6) > 0) {
							return method.invoke(real, arguments);
						}
						return ConvergenceOfPutsTests.this.random.nextBoolean() ? planned
								: ((CompletableFuture<?>) method.invoke(real, arguments))
									.thenCompose((done) -> planned);
					});
		}

		List<LogRecord> log() {
			return log(0);
		}

		private List<LogRecord> log(long after) {
			List<LogRecord> records = new ArrayList<>();
			for (StreamMessage<byte[], byte[]> message : this.commands.xrange(this.metadata.log(),
					Range.create((after + 1) + "-0", "+"))) {
				records.add(RecordDecoder.decode(message.getBody().values().iterator().next()));
			}
			return records;
		}

		private SourceLog asSource() {
			return new SourceLog() {

				@Override
				public CompletableFuture<LogPage> read(@Nullable Cursor cursor) {
					return CompletableFuture.supplyAsync(() -> {
						Cursor tail = new Cursor(HexFormat.fromHexDigitsToLong(field("epoch", "")), number("seq"),
								number("clock"));
						return new LogPage(tail, (cursor != null) ? log(cursor.sequence()) : List.of());
					});
				}

				@Override
				public CompletableFuture<VersionVector> positions() {
					return Site.this.store.positions().thenApply((positions) -> positions.orElseThrow());
				}

				@Override
				public CompletableFuture<MarkerPage> markers(String page, long from) {
					return CompletableFuture.failedFuture(new IllegalStateException("No record was lost"));
				}

				@Override
				public CompletableFuture<Floor> floor() {
					return CompletableFuture
						.supplyAsync(() -> new Floor(HexFormat.fromHexDigitsToLong(field("epoch", "")), 0));
				}

			};
		}

		private long number(String name) {
			return Long.parseLong(field(name, "0"));
		}

		private String field(String name, String otherwise) {
			byte[] value = this.commands.hget(this.metadata.hash(), RedisKeys.bytes(name));
			return (value != null) ? RedisKeys.text(value) : otherwise;
		}

		void close() {
			this.store.close();
			this.client.shutdown(0, 1, TimeUnit.SECONDS);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
