package io.regioncache.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.regioncache.store.log.RecordContent;
import io.regioncache.store.log.Issue;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.model.LoggedRegion;
import io.regioncache.model.ModelRegion;
import io.regioncache.replication.redis.ArrivalLease;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
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
import io.regioncache.store.write.Invalidate;
import io.regioncache.store.write.Applied;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the same random steps on the scripts and on the {@link LoggedRegion} that the
 * models are made of: they must answer alike, and leave the same hash and the same log.
 */
class ScriptsAgainstModelTests {

	private static final int STEPS = 2000;

	private static final MetadataKeys KEYS = MetadataKeys.of("model");

	private static final List<String> SOURCES = List.of("tokyo", "ohio", "paris");

	private static final byte[] ENTRY = RedisKeys.bytes("model:e:1:books:1");

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private RedisClient client;

	private RedisConnector connector;

	private Session session;

	private Random random;

	private List<Scope> keys;

	private List<Scope> caches;

	private List<Scope> tags;

	private LoggedRegion model;

	private LoggedServer server;

	private long heartbeats;

	private long told;

	private final List<Lease> leases = new ArrayList<>();

	private final Set<Long> epochs = new HashSet<>();

	private final List<Long> foreignEpochs = new ArrayList<>();

	private int applied;

	private int transferred;

	private int refused;

	private int disbelieved;

	private int again;

	private int dropped;

	private int unmoved;

	private int overtaken;

	private int accepted;

	private int declined;

	private int continued;

	/** Another server has come, or so it seems. */
	private boolean restarted;

	@BeforeEach
	void connect() {
		this.client = RedisClient.create(redis.server().url());
		this.connector = new RedisConnector(() -> this.client, KEYS);
		this.session = this.connector.open();
		this.server = new LoggedServer(this.session, KEYS, redis.admin());
	}

	@AfterEach
	void disconnect() {
		this.session.close();
		this.connector.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

	/**
	 * A small cap shows every marker to whoever drops one, a middle one a sample; a clock
	 * may be as large as a double is exact.
	 */
	@ParameterizedTest
	@CsvSource({ "1, 6, 100000, 0", "2, 6, 5, 0", "3, 60, 30, 0", "4, 60, 30, 9007199254730000" })
	void answerAlike(long seed, int numberOfTags, int markers, long clock) {
		begin(seed, numberOfTags, clock);
		FollowedHash followed = FollowedHash.begin(this.session);
		for (int step = 0; step < STEPS; step++) {
			int die = this.random.nextInt(200);
			step(die, markers);
			assertThat(this.server.hash()).as("after step %d, %d", step, die).isEqualTo(expectedHash());
			assertThat(this.server.log()).as("after step %d, %d", step, die).isEqualTo(this.model.log());
			followed.assertIs(this.server.hash());
		}
		assertThat(this.epochs).hasSizeGreaterThan(10);
		assertThat(this.continued).as("epochs that went on under another identity").isGreaterThan(3);
		assertThat(this.unmoved).isGreaterThan(50);
		assertThat(this.overtaken).isGreaterThan(50);
		assertThat(this.applied).isGreaterThan(100);
		assertThat(this.transferred).isGreaterThan(50);
		assertThat(this.refused).isGreaterThan(50);
		assertThat(this.disbelieved).as("positions that this region cannot have issued").isGreaterThan(10);
		assertThat(this.again).as("positions that others had claimed").isGreaterThan(3);
		assertThat(this.accepted).as("values accepted").isGreaterThan(5);
		assertThat(this.declined).as("values declined").isGreaterThan(20);
		assertThat(this.dropped > 100).isEqualTo(markers < 100);
	}

	private void step(int die, int markers) {
		if (die < 50) {
			invalidate(markers);
		}
		else if (die < 80) {
			put(markers);
		}
		else if (die < 108) {
			lookup();
		}
		else if (die < 120) {
			judge();
		}
		else if (die < 155) {
			apply(markers);
		}
		else if (die < 175) {
			transfer(markers);
		}
		else if (die < 188) {
			attach();
		}
		else if (die < 191) {
			this.server.lose();
			this.model = LoggedRegion.LOST.withLog(this.model.log());
			this.heartbeats = 0;
			this.told = 0;
		}
		else if (die < 194) {
			redis.admin().call("DEBUG", "CHANGE-REPL-ID");
			this.restarted |= this.random.nextBoolean();
		}
		else {
			loseLog(die, markers);
		}
	}

	private void loseLog(int die, int markers) {
		if (die < 196) {
			this.server.loseLog();
			this.model = this.model.withLog(List.of());
			return;
		}
		if (die < 198) {
			this.server.replaceLog();
		}
		else {
			this.server.overtakeLog();
		}
		// The first record finds that it cannot be added
		this.model = this.model.withLog(List.of());
		invalidate(markers);
	}

	private void begin(long seed, int numberOfTags, long clock) {
		this.random = new Random(seed);
		this.caches = List.of(Scope.cache("books"), Scope.cache("authors"));
		this.keys = IntStream.range(0, 4).mapToObj((i) -> Scope.key("books", "k" + i)).toList();
		this.tags = IntStream.range(0, numberOfTags).mapToObj((i) -> Scope.tag("tag " + i)).toList();
		this.model = LoggedRegion.LOST;
		this.told = 0;
		attach();
		if (clock > 0) {
			redis.admin().call("HSET", "{model}:m", "clock", Long.toString(clock));
			this.model = this.model
				.with(new ModelRegion(this.model.region().reign(), this.model.epoch(), clock, 0, Map.of()));
		}
	}

	private void attach() {
		if (this.model.region().hasEpoch()) {
			this.server.lastAttached(!this.restarted);
		}
		attached(this.session.attach().join());
		assertThat(this.model.region().lease()).isEqualTo(this.leases.get(this.leases.size() - 1));
	}

	private void attached(Lease answer) {
		boolean another = !this.model.region().reign().equals(reign());
		boolean begins = another && (this.restarted || !this.model.region().hasEpoch());
		this.model = told(begins ? this.model.attach(reign(), answer.epoch()) : this.model.goOn(reign()));
		this.continued += (another && !begins) ? 1 : 0;
		this.restarted = false;
		this.heartbeats++;
		assertThat(this.epochs.add(answer.epoch())).as("begins an epoch").isEqualTo(begins);
		this.leases.add(answer);
	}

	private void invalidate(int markers) {
		List<Scope> scopes = someScopes();
		boolean stale = this.random.nextInt(3) == 0;
		boolean homeOnly = this.random.nextInt(6) == 0;
		int cap = cap(markers);
		Applied applied = new Invalidate(scopes, stale ? InvalidationMode.STALE : InvalidationMode.REMOVE,
				homeOnly ? InvalidationRegions.HOME : InvalidationRegions.ALL, cap)
			.send(this.session)
			.join();
		attachedOnTheWay(applied);
		written(cap, scopes.size(), (model, millis) -> model.invalidate(scopes, stale, homeOnly, millis));
		assertThat(applied.lease()).isEqualTo(this.model.region().lease());
		assertThat(applied.position()).isEqualTo(own());
		assertThat(applied.unmoved()).isFalse();
	}

	private void put(int markers) {
		Lease lease = someLease();
		Scope key = one(this.keys);
		List<Scope> covering = new ArrayList<>(List.of(Scope.ALL, this.caches.get(0), key));
		covering.addAll(some(this.tags));
		int cap = cap(markers);
		Applied applied = new Invalidate(List.of(key), InvalidationMode.REMOVE, cap).unless(lease, covering)
			.send(this.session)
			.join();
		attachedOnTheWay(applied);
		boolean unmoved = this.model.region().unmoved(lease, covering);
		written(cap, 1, (model, millis) -> model.invalidate(List.of(key), false, false, millis));
		assertThat(applied.lease()).isEqualTo(this.model.region().lease());
		assertThat(applied.position()).isEqualTo(own());
		assertThat(applied.unmoved()).isEqualTo(unmoved);
		this.unmoved += unmoved ? 1 : 0;
		this.overtaken += unmoved ? 0 : 1;
	}

	private void apply(int markers) {
		String source = one(SOURCES);
		Cursor from = someCursor(source);
		Cursor to = newCursor();
		if (this.random.nextBoolean()) {
			// The source tells of itself
			to = new Cursor(foreignPosition().epoch(), to.sequence(), to.clock());
		}
		List<LogRecord> records = Stream.generate(this::foreignRecord).limit(this.random.nextInt(6)).toList();
		int cap = cap(markers);
		boolean done = this.server.apply(source, from, to, cap, records);
		boolean believed = this.model.believes(records);
		assertThat(done).isEqualTo(this.model.region().hasEpoch() && this.model.hasCursor(source, from) && believed);
		this.disbelieved += believed ? 0 : 1;
		if (done) {
			LoggedRegion before = this.model;
			LoggedRegion after = before.apply(source, to, records);
			this.again += (int) after.log()
				.stream()
				.filter((record) -> record.at().sequence() > before.seq() && record.origin().epoch() == before.epoch())
				.count();
			int marked = (int) after.log()
				.stream()
				.filter((record) -> record.at().sequence() > before.seq()
						&& (!record.homeOnly() || record.origin().epoch() == before.epoch()))
				.count();
			written(cap, marked, (model, millis) -> after);
			this.applied += marked;
		}
		this.refused += done ? 0 : 1;
	}

	private void transfer(int markers) {
		String source = one(SOURCES);
		Cursor from = someCursor(source);
		Cursor to = newCursor();
		Map<Long, Long> told = new TreeMap<>();
		for (int i = this.random.nextInt(4); i > 0; i--) {
			Position position = foreignPosition();
			told.put(position.epoch(), position.sequence());
		}
		VersionVector theirs = new VersionVector(told);
		boolean everything = this.random.nextInt(5) == 0;
		List<MarkerWrite> marks = someScopes().stream()
			.map((scope) -> new MarkerWrite(scope,
					(this.random.nextInt(3) == 0) ? InvalidationMode.STALE : InvalidationMode.REMOVE))
			.limit(this.random.nextInt(6))
			.toList();
		int cap = cap(markers);
		boolean done = this.server.finish(source, from, to, cap, theirs, marks, everything);
		assertThat(done).isEqualTo(this.model.region().hasEpoch() && this.model.hasCursor(source, from));
		if (done) {
			Map<Long, Long> others = new TreeMap<>(told);
			others.remove(this.model.epoch());
			VersionVector known = new VersionVector(this.model.applied());
			boolean all = everything || new VersionVector(others).nameUnknownTo(known);
			boolean ahead = new VersionVector(others).isAheadOf(known);
			written(cap, all ? 1 : marks.size(),
					(model, millis) -> model.finish(source, to, theirs, marks, everything, millis));
			this.transferred += ahead ? 1 : 0;
		}
		this.refused += done ? 0 : 1;
	}

	private LogRecord foreignRecord() {
		boolean stale = this.random.nextInt(3) == 0;
		return new LogRecord(new Position(1, 1), 1, new Issue(foreignPosition(), this.random.nextLong() >>> 20),
				stale ? RecordKind.STALE : RecordKind.REMOVE, this.random.nextInt(5) == 0,
				new RecordContent(one(someScopes()), VersionVector.NONE));
	}

	/**
	 * New to the region, or known, or of an unknown epoch.
	 */
	private Position foreignPosition() {
		if (this.foreignEpochs.isEmpty() || this.random.nextInt(20) == 0) {
			this.foreignEpochs.add(this.random.nextLong());
		}
		List<Long> some = (this.random.nextInt(4) == 0 && !this.model.epochs().isEmpty()) ? this.model.epochs()
				: this.foreignEpochs.subList(Math.max(0, this.foreignEpochs.size() - 5), this.foreignEpochs.size());
		long epoch = one(some);
		return new Position(epoch,
				Math.max(0, this.model.applied().getOrDefault(epoch, 0L) - 2 + this.random.nextInt(6)));
	}

	private @Nullable Cursor someCursor(String source) {
		return (this.random.nextInt(5) == 0) ? newCursor() : this.model.cursors().get(source);
	}

	private Cursor newCursor() {
		return new Cursor(this.random.nextLong(), this.random.nextInt(1000), this.random.nextInt(1000));
	}

	private Position own() {
		return new Position(this.model.epoch(), this.model.applied().getOrDefault(this.model.epoch(), -1L));
	}

	/**
	 * The cap on the hash that leaves so many fields for markers.
	 */
	private int cap(int markers) {
		return markers + expectedHash().size() - this.model.region().markers().size();
	}

	private void attachedOnTheWay(Applied applied) {
		if (!this.model.region().hasEpoch()) {
			attached(new Lease(applied.lease().epoch(), 0));
		}
	}

	private void lookup() {
		List<Scope> own = List.of(Scope.ALL, this.caches.get(0), one(this.keys));
		List<Scope> asked = some(this.tags);
		Scope[] scopes = Stream.concat(own.stream(), asked.stream()).toArray(Scope[]::new);
		MetadataNumbers numbers = lookup(scopes);
		assertThat(numbers.hasEpoch()).isEqualTo(this.model.region().hasEpoch());
		if (!numbers.hasEpoch()) {
			return;
		}
		assertThat(numbers.progress().heartbeat()).isEqualTo(this.heartbeats);
		Markers real = numbers.markers(scopes, own.size());
		Markers expected = this.model.region().lookup(own, asked);
		assertThat(real.lease()).isEqualTo(expected.lease());
		this.leases.add(real.lease());
		List<Scope> carried = asked.subList(0, this.random.nextInt(asked.size() + 1));
		for (int i = 0; i < 5; i++) {
			Lease lease = someLease();
			assertThat(real.judge(lease, carried)).isEqualTo(expected.judge(lease, carried));
			assertThat(real.admits(lease)).isEqualTo(expected.admits(lease));
		}
	}

	/**
	 * A value of another region, whose origin may have known more than this one or less.
	 */
	private void judge() {
		Map<Long, Long> known = new TreeMap<>();
		boolean close = this.random.nextInt(4) > 0;
		this.model.applied().forEach((epoch, sequence) -> {
			if (this.random.nextInt(close ? 60 : 4) > 0) {
				known.put(epoch, Math.max(0, sequence + 1 - this.random.nextInt(close ? 4 : 30)));
			}
		});
		List<Scope> carried = some(this.tags).subList(0, this.random.nextInt(2));
		Envelope entry = new Envelope(new Lease(7, 7), 0, new EntrySource(0, 0),
				new EntryPayload(0, (byte) 0, new byte[0]), carried);
		ShippedValue value = new ShippedValue("books", one(this.keys), ENTRY, new VersionVector(known), 1, 1, entry);
		List<Object> lease = ArrivalLease.of(this.session, value).join();
		boolean accepted = this.model.accepts(value);
		assertThat(lease.isEmpty()).isEqualTo(!accepted);
		if (accepted) {
			assertThat(lease).extracting((part) -> RedisKeys.text((byte[]) part))
				.containsExactly(LoggedRegion.hex(this.model.epoch()), Long.toString(this.model.region().clock()));
		}
		// Asked for several values at once it tells instead what covers those that are
		// refused
		List<Object> told = ArrivalLease.of(this.session, value.known(), value.covering()).join();
		assertThat(told.size() == 2).isEqualTo(accepted);
		assertThat(told.stream().skip(2).map((field) -> new Scope(RedisKeys.text((byte[]) field))))
			.isSubsetOf(value.covering());
		this.accepted += accepted ? 1 : 0;
		this.declined += accepted ? 0 : 1;
	}

	private MetadataNumbers lookup(Scope[] scopes) {
		return NumbersLookup.send(this.session, KEYS, ENTRY, scopes).join();
	}

	/**
	 * Steps of the region itself publish at a time that only the server knows.
	 */
	private void written(int cap, int marked, Step step) {
		List<LogRecord> log = this.server.log();
		long millis = log.isEmpty() ? 0 : log.get(log.size() - 1).publishedMillis();
		this.model = told(step.take(this.model, millis));
		adoptDrops(marked, cap);
	}

	/**
	 * Which marker is dropped is the script's choice; that it was one, and the oldest it
	 * saw, is not. It sees one if fewer other fields than a sample takes are there.
	 */
	private void adoptDrops(int written, int cap) {
		Map<String, String> before = expectedHash();
		Set<String> missing = new HashSet<>(before.keySet());
		missing.removeAll(this.server.hash().keySet());
		int excess = Math.max(0, Math.min(before.size() - cap, written));
		List<Scope> gone = missing.stream().map(Scope::new).toList();
		assertThat(gone).allMatch((scope) -> scope.field().matches("[kct]:.*"));
		Map<Scope, ModelRegion.Marker> markers = this.model.region().markers();
		long candidates = markers.keySet().stream().filter((scope) -> !scope.equals(Scope.ALL)).count();
		assertThat(gone).hasSizeLessThanOrEqualTo(excess);
		if (before.size() - candidates < 16) {
			assertThat(gone).hasSize((int) Math.min(excess, candidates));
		}
		long newest = gone.stream().mapToLong((scope) -> markers.get(scope).latest()).max().orElse(0);
		if (before.size() <= 16) {
			assertThat(markers.entrySet()).allMatch((marker) -> gone.contains(marker.getKey())
					|| marker.getKey().equals(Scope.ALL) || marker.getValue().latest() >= newest);
		}
		for (Scope scope : gone) {
			this.model = this.model.with(this.model.region().drop(scope));
			this.dropped++;
		}
	}

	/**
	 * Those who follow are told once of whatever a script has marked, of each move of the
	 * clock, and of a new epoch.
	 */
	private LoggedRegion told(LoggedRegion next) {
		boolean changed = next.epoch() != this.model.epoch() || next.region().clock() != this.model.region().clock();
		this.told += changed ? 1 : 0;
		return next;
	}

	private Map<String, String> expectedHash() {
		Map<String, String> hash = this.model.hash();
		if (this.model.region().hasEpoch()) {
			hash.put("fv", "1");
			hash.put("beat", Long.toString(this.heartbeats));
			hash.put("run", this.model.region().reign() + '/' + redis.admin().info("server").get("run_id"));
			hash.put("at", this.server.hash().getOrDefault("at", "none"));
			hash.put("told", Long.toString(this.told));
		}
		return hash;
	}

	private static String reign() {
		return redis.admin().info("replication").get("master_replid");
	}

	private Lease someLease() {
		int recent = Math.min(this.leases.size(), 1 + this.random.nextInt(40));
		Lease lease = this.leases.get(this.leases.size() - recent);
		return (this.random.nextInt(4) == 0) ? this.model.region().lease() : lease;
	}

	private List<Scope> someScopes() {
		List<Scope> scopes = some(
				Stream.of(this.caches, this.keys, this.tags, this.tags).flatMap(List::stream).toList());
		if (this.random.nextInt(20) == 0) {
			scopes.add(Scope.ALL);
		}
		return scopes;
	}

	private <T> T one(List<T> some) {
		return some.get(this.random.nextInt(some.size()));
	}

	private List<Scope> some(List<Scope> scopes) {
		List<Scope> shuffled = new ArrayList<>(scopes);
		Collections.shuffle(shuffled, this.random);
		return new ArrayList<>(shuffled.subList(0, 1 + this.random.nextInt(Math.min(4, shuffled.size()))));
	}

	/**
	 * What a script does to the model.
	 */
	private interface Step {

		LoggedRegion take(LoggedRegion model, long millis);

	}

}
