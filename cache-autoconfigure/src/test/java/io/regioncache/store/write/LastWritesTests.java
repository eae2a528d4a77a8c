package io.regioncache.store.write;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.regioncache.store.log.RecordContent;
import io.regioncache.store.log.Issue;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.replication.redis.RedisReplica;
import io.regioncache.store.LoggedServer;
import io.regioncache.store.NumbersLookup;
import io.regioncache.store.RegionStore;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.HybridTimestamp;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.RecordKind;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.command.MetadataNumbers;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The scripts by which the last writer wins, each by itself.
 */
class LastWritesTests {

	private static final MetadataKeys KEYS = MetadataKeys.of("model");

	private static final byte[] ENTRY = RedisKeys.bytes("model:e:1:carts:1");

	private static final Scope KEY = Scope.key("carts", "1");

	private static final String OTHER_EPOCH = "fedcba9876543210";

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private RedisClient client;

	private RedisConnector connector;

	private Session session;

	private LoggedServer server;

	private Lease lease;

	@BeforeEach
	void connect() {
		this.client = RedisClient.create(redis.server().url());
		this.connector = new RedisConnector(() -> this.client, KEYS);
		this.session = this.connector.open();
		this.server = new LoggedServer(this.session, KEYS, redis.admin());
		this.lease = this.session.attach().join();
	}

	@AfterEach
	void disconnect() {
		this.session.close();
		this.connector.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

	@Test
	void nothingIsStampedWhereNobodyNeedsIt() {
		invalidate(KEY);
		assertThat(field("stamp")).isNull();
		assertThat(field(KEY.field())).isEqualTo("1");
		assertThat(this.server.log()).extracting(LogRecord::stamp).containsExactly(0L);
	}

	@Test
	void aPutStampsItsMarkItsRecordAndItsEntry() {
		List<Object> answer = put("one");
		long stamp = number(answer.get(1));
		long micros = Long.parseLong((String) redis.admin().list("TIME").get(0)) * 1_000_000;
		assertThat(stamp).isBetween(micros - 60_000_000, micros + 60_000_000);
		assertThat(field(KEY.field())).isEqualTo("1@" + stamp);
		LogRecord record = this.server.log().get(0);
		assertThat(record.kind()).isEqualTo(RecordKind.VALUE);
		assertThat(record.stamp()).isEqualTo(stamp);
		assertThat(record.publishedMillis()).isEqualTo(stamp / 1000);
		Envelope entry = entry();
		assertThat(entry.stamp()).isEqualTo(new HybridTimestamp(stamp, this.lease.epoch()));
		assertThat(entry.lease()).isEqualTo(new Lease(this.lease.epoch(), 1));
		assertThat(entry.payload()).asString().isEqualTo("one");
		assertThat(redis.admin().number("PTTL", RedisKeys.text(ENTRY))).isBetween(1L, 60_000L);
	}

	@Test
	void aStampIsPastWhatWasSeenHoweverFarThatIsAhead() {
		redis.admin().call("HSET", "{model}:m", "stamp", "7999999999990000");
		assertThat(number(put("one").get(1))).isEqualTo(7999999999990001L);
		invalidate(KEY);
		assertThat(field(KEY.field())).isEqualTo("2@7999999999990002");
	}

	/**
	 * Nobody can make every later put lose by a stamp of the far future.
	 */
	@Test
	void aStampIsBelievedUpToATolerance() {
		long now = System.currentTimeMillis() * 1000;
		long ahead = now + TimeUnit.MINUTES.toMicros(9);
		assertThat(admit(ahead)).hasSize(2);
		assertThat(number(put("one").get(1))).isEqualTo(ahead + 1);
		assertThat(admit(now + TimeUnit.MINUTES.toMicros(12))).isEmpty();
		assertThat(admit(7999999999990009L)).isEmpty();
		apply(stamped(RecordKind.REMOVE, 7999999999990009L, 1), 1);
		assertThat(judge()).as("an invalidation counts, as of now").isEqualTo(Freshness.DEAD);
		assertThat(number(put("two").get(1))).isBetween(ahead, ahead + 10);
		assertThat(judge()).isEqualTo(Freshness.FRESH);
		assertThat(admit(now + TimeUnit.SECONDS.toMicros(650))).hasSize(2);
		assertThat(number(put("three").get(1))).as("with room for clocks that differ")
			.isLessThan(now + TimeUnit.SECONDS.toMicros(620));
	}

	@Test
	void aPutUnderAFormerEpochChangesNothing() {
		this.lease = new Lease(0x0123456789abcdefL, 7);
		assertThat(put("one")).isEmpty();
		assertThat(this.server.log()).isEmpty();
		assertThat(redis.admin().call("EXISTS", RedisKeys.text(ENTRY))).isEqualTo(0L);
		assertThat(field("stamp")).isNull();
	}

	@Test
	void anOlderInvalidationOfAnotherRegionDoesNotReachALaterPut() {
		put("one");
		long stamp = entry().stamp().micros();
		apply(removal(stamp - 5), 1);
		assertThat(field(KEY.field())).as("a later number, and the newest stamp").isEqualTo("2@" + stamp);
		assertThat(judge()).isEqualTo(Freshness.FRESH);
		apply(removal(stamp + 5), 2);
		assertThat(judge()).isEqualTo(Freshness.DEAD);
		apply(removal(stamp - 1), 3);
		assertThat(judge()).as("the newest stamp is kept").isEqualTo(Freshness.DEAD);
	}

	@Test
	void whatHasNoStampHappenedWhenItWasPublished() {
		put("one");
		long millis = entry().stamp().micros() / 1000;
		apply(new LogRecord(new Position(1, 1), 1, new Issue(other(1), millis - 5), RecordKind.REMOVE, false,
				new RecordContent(KEY, VersionVector.NONE)), 1);
		assertThat(judge()).isEqualTo(Freshness.FRESH);
		apply(new LogRecord(new Position(1, 2), 1, new Issue(other(2), millis + 60_000), RecordKind.REMOVE, false,
				new RecordContent(KEY, VersionVector.NONE)), 2);
		assertThat(judge()).as("not later than now, and yet later").isEqualTo(Freshness.DEAD);
		assertThat(number(put("two").get(1))).isLessThan((millis + 50_000) * 1000);
	}

	@Test
	void staleAndRemovedHaveAStampEach() {
		put("one");
		long stamp = entry().stamp().micros();
		apply(stamped(RecordKind.STALE, stamp + 5, 1), 1);
		assertThat(judge()).isEqualTo(Freshness.STALE);
		apply(stamped(RecordKind.REMOVE, stamp - 5, 2), 2);
		assertThat(field(KEY.field())).isEqualTo("3@" + stamp + ",2@" + (stamp + 5));
		assertThat(judge()).isEqualTo(Freshness.STALE);
		apply(stamped(RecordKind.REMOVE, stamp + 9, 3), 3);
		assertThat(field(KEY.field())).isEqualTo("4@" + (stamp + 9));
	}

	@Test
	void aTransferTellsTheStampOfAMark() {
		put("one");
		long stamp = entry().stamp().micros();
		finish(new MarkerWrite(KEY, InvalidationMode.REMOVE, stamp - 1), 1);
		assertThat(judge()).isEqualTo(Freshness.FRESH);
		finish(new MarkerWrite(KEY, InvalidationMode.REMOVE, stamp + 1), 2);
		assertThat(judge()).isEqualTo(Freshness.DEAD);
	}

	@Test
	void anArrivalIsAdmittedUnlessSomethingLaterWasMarked() {
		put("one");
		long stamp = entry().stamp().micros();
		assertThat(admit(stamp - 1)).isEmpty();
		assertThat(admit(stamp)).hasSize(2);
		assertThat(admit(stamp + 1)).hasSize(2);
		invalidate(Scope.ALL);
		assertThat(admit(stamp + 1)).isEmpty();
	}

	@Test
	void whatADroppedMarkerHadForbiddenStaysForbidden() {
		this.session.fields().giveStamps().join();
		invalidate(KEY);
		long stamp = Long.parseLong(String.valueOf(field(KEY.field())).substring(2));
		this.session.run(Script.INVALIDATE, bytes("R", "A", "1", "1000", "1", "t:other")).join();
		this.session.run(Script.INVALIDATE, bytes("R", "A", "1", "1000", "1", "t:another")).join();
		assertThat(field(KEY.field())).as("dropped").isNull();
		assertThat(admit(stamp - 1)).isEmpty();
		assertThat(admit(Long.parseLong(String.valueOf(field("dropped"))))).hasSize(2);
	}

	@Test
	void aPutThatIsSentAgainAsAMarkHidesWhatWasPutBeforeItOnly() {
		put("one");
		long stamp = entry().stamp().micros();
		Invalidate.of(List.of(new MarkerWrite(KEY, InvalidationMode.REMOVE, stamp))).send(this.session).join();
		assertThat(judge()).as("of the put itself").isEqualTo(Freshness.FRESH);
		Invalidate.of(List.of(new MarkerWrite(Scope.tag("other"), InvalidationMode.REMOVE, stamp),
				new MarkerWrite(KEY, InvalidationMode.REMOVE, stamp + 1)))
			.send(this.session)
			.join();
		assertThat(judge()).isEqualTo(Freshness.DEAD);
		put("two");
		assertThat(judge()).isEqualTo(Freshness.FRESH);
		assertThat(admit(stamp)).as("elsewhere").isEmpty();
	}

	@Test
	void aPutThatIsSentAgainIsBelievedThoughTheClockOfItsServerWasAhead() {
		this.session.fields().giveStamps().join();
		long ahead = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()) + TimeUnit.MINUTES.toMicros(5);
		Invalidate.of(List.of(new MarkerWrite(KEY, InvalidationMode.REMOVE, ahead))).send(this.session).join();
		put("later");
		assertThat(entry().stamp().micros()).isGreaterThan(ahead);
		assertThat(judge()).isEqualTo(Freshness.FRESH);
	}

	@Test
	void ofTwoEntriesTheLaterRemains() {
		assertThat(keep(10, 1, 5, "ten")).isTrue();
		assertThat(keep(9, 9, 6, "nine")).isFalse();
		assertThat(keep(10, 0, 6, "ten of a lower epoch")).isFalse();
		assertThat(entry().payload()).asString().isEqualTo("ten");
		assertThat(keep(10, -1, 6, "ten of the highest epoch")).isTrue();
		assertThat(keep(10, 2, 6, "ten of a lower epoch")).isFalse();
		assertThat(keep(11, 0, 1, "eleven")).isTrue();
		assertThat(entry().payload()).asString().isEqualTo("eleven");
	}

	@Test
	void whatWasLoadedDoesNotReplaceWhatWasPutSince() {
		keep(10, 1, 5, "put");
		assertThat(keep(0, 0, 4, "loaded since before")).isFalse();
		assertThat(entry().payload()).asString().isEqualTo("put");
		assertThat(keep(0, 0, 5, "loaded since")).isTrue();
		assertThat(keep(0, 0, 3, "as any other")).isTrue();
		assertThat(keep(1, 1, 3, "put later than anything loaded")).isTrue();
	}

	@Test
	void whatIsOfAFormerEpochOrNoEntryIsReplaced() {
		keep(10, 1, 5, "put");
		this.lease = new Lease(this.lease.epoch() + 1, 0);
		assertThat(keep(1, 1, 1, "of the next epoch")).isTrue();
		for (String foreign : new String[] { "", "2",
				"\u0002of something else that is long enough to be an entry or so, " + "with an epoch and all" }) {
			redis.admin().call("SET", RedisKeys.text(ENTRY), foreign);
			assertThat(keep(1, 1, 1, "put")).as(foreign).isTrue();
		}
		redis.admin().call("DEL", RedisKeys.text(ENTRY));
		redis.admin().call("RPUSH", RedisKeys.text(ENTRY), "a list");
		assertThat(keep(1, 1, 1, "put")).isTrue();
	}

	@Test
	void aValueThatIsToBeKeptForLongerThanRedisCanHoldsNothingUp() {
		RegionStore store = new RegionStore("here", () -> this.client, "model", "",
				new ConnectionSettings(Duration.ofSeconds(5), Duration.ofSeconds(5)));
		store.start();
		try {
			Envelope entry = envelope(new Lease(1, 1), "one").at(new HybridTimestamp(5, 1));
			ShippedValue value = new ShippedValue("carts", KEY, ENTRY, VersionVector.NONE, 60_000, Long.MAX_VALUE,
					entry);
			assertThat(new RedisReplica(store, (cache) -> Duration.ofHours(1)).arrive(value).join()).isTrue();
			assertThat(entry().payload()).asString().isEqualTo("one");
		}
		finally {
			store.close();
		}
	}

	private List<Object> put(String value) {
		Envelope entry = envelope(this.lease, value);
		byte[] logged = new ShippedValue("carts", KEY, ENTRY, VersionVector.NONE, 60_000, 60_000, entry).encode();
		return Script.PUT.<List<Object>>run(this.session.metadata(), new byte[][] { KEYS.hash(), KEYS.log(), ENTRY },
				RedisKeys.bytes(HexFormat.of().toHexDigits(this.lease.epoch())), RedisKeys.bytes("1000"),
				RedisKeys.bytes("1000"), RedisKeys.bytes(KEY.field()), logged,
				RedisKeys.bytes(Integer.toString(logged.length - entry.encode().length + 1)), RedisKeys.bytes("60000"))
			.join();
	}

	private static Envelope envelope(Lease lease, String value) {
		return new Envelope(lease, 0, new EntrySource(0, 0),
				new EntryPayload(0, (byte) 0, value.getBytes(StandardCharsets.UTF_8)), List.of());
	}

	private boolean keep(long micros, long epoch, long number, String value) {
		Envelope entry = envelope(new Lease(this.lease.epoch(), number), value).at(new HybridTimestamp(micros, epoch));
		return LastWrites.keep(this.session, ENTRY, entry, 60_000).join();
	}

	private void invalidate(Scope scope) {
		new Invalidate(List.of(scope), InvalidationMode.REMOVE).send(this.session).join();
	}

	private List<Object> admit(long stamp) {
		return this.session
			.run(Script.ADMIT, bytes(Long.toString(stamp), KEY.field(), "*", Scope.cache("carts").field()))
			.join();
	}

	private static byte[][] bytes(String... arguments) {
		byte[][] bytes = new byte[arguments.length][];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = RedisKeys.bytes(arguments[i]);
		}
		return bytes;
	}

	private static LogRecord removal(long stamp) {
		return stamped(RecordKind.REMOVE, stamp, 1);
	}

	private static LogRecord stamped(RecordKind kind, long stamp, long sequence) {
		return new LogRecord(new Position(1, 1), 1, new Issue(other(sequence), stamp / 1000, stamp), kind, false,
				new RecordContent(KEY, VersionVector.NONE));
	}

	private static Position other(long sequence) {
		return new Position(HexFormat.fromHexDigitsToLong(OTHER_EPOCH), sequence);
	}

	/**
	 * Records of an epoch that is known.
	 */
	private void apply(LogRecord record, long to) {
		if (to == 1) {
			redis.admin().call("HSET", "{model}:m", "o:" + OTHER_EPOCH, "0", "s:ohio", cursor(0).text());
		}
		redis.admin().call("HSET", "{model}:m", "o:" + OTHER_EPOCH, "0");
		List<byte[]> arguments = new ArrayList<>(List.of(bytes("ohio", cursor(to - 1).text(), cursor(to).text(), "1000",
				"1000", "64", "home", (record.kind() == RecordKind.STALE) ? "S" : "R", (record.stamp() > 0) ? "2" : "0",
				OTHER_EPOCH, Long.toString(record.origin().sequence()),
				Long.toString((record.stamp() > 0) ? record.stamp() : record.publishedMillis()), KEY.field())));
		List<Object> answer = this.session.run(Script.APPLY, arguments.toArray(new byte[0][])).join();
		assertThat(answer.get(0)).isEqualTo(1L);
	}

	private void finish(MarkerWrite mark, long to) {
		redis.admin().call("HSET", "{model}:m", "o:" + OTHER_EPOCH, "0", "s:ohio", cursor(to - 1).text());
		List<Object> answer = this.session
			.run(Script.TRANSFER,
					bytes("ohio", cursor(to - 1).text(), cursor(to).text(), "1000", "1000", "64", "0", "", "1",
							OTHER_EPOCH, "9", RedisKeys.text(mark.encodedMode()), KEY.field()))
			.join();
		assertThat(answer.get(0)).isEqualTo(1L);
	}

	private static Cursor cursor(long sequence) {
		return new Cursor(7, sequence, sequence);
	}

	private Envelope entry() {
		return Envelope.decode(this.session.entries().get(ENTRY).toCompletableFuture().join());
	}

	private Freshness judge() {
		Scope[] scopes = { Scope.ALL, Scope.cache("carts"), KEY };
		MetadataNumbers numbers = NumbersLookup.send(this.session, KEYS, ENTRY, scopes).join();
		Envelope entry = entry();
		return numbers.markers(scopes, 3).judge(entry.lease(), entry.stamp(), List.of());
	}

	private @Nullable String field(String name) {
		return (String) redis.admin().call("HGET", "{model}:m", name);
	}

	private static long number(Object answer) {
		return Long.parseLong(RedisKeys.text((byte[]) answer));
	}

}
