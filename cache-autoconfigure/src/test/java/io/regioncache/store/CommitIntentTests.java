package io.regioncache.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.position.PositionListener;
import io.regioncache.store.write.Invalidate;
import io.regioncache.store.write.PutGrant;
import io.regioncache.store.write.Stored;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scopes that transactions hold, on a real server.
 */
class CommitIntentTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Duration LIFE = Duration.ofMinutes(1);

	private static final Duration SHORT = Duration.ofMillis(1);

	private static final String METADATA = "{shop}:m";

	private static final Scope TAG = Scope.tag("shelf");

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private RedisClient client;

	private RegionStore here;

	private RegionStore there;

	private EntryKey key;

	private EntryKey other;

	@BeforeEach
	void start() {
		this.client = RedisClient.create(redis.server().url());
		this.here = store();
		this.there = store();
		this.key = this.here.keysOf("names", "1").apply("one");
		this.other = this.here.keysOf("names", "1").apply("two");
	}

	private RegionStore store() {
		RegionStore store = new RegionStore("here", () -> this.client, "shop", "",
				new ConnectionSettings(PATIENCE, PATIENCE));
		store.start();
		Awaitility.await().until(store::isAvailable);
		return store;
	}

	@AfterEach
	void stop() {
		this.here.close();
		this.there.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

	@Test
	void whatIsHeldIsServedToNobody() {
		put(this.key, List.of(TAG));
		put(this.other, List.of());
		assertThat(this.here.holds().hold("a1", List.of(TAG), LIFE).join()).isTrue();
		assertThat(judge(this.there, this.key, TAG)).isEqualTo(Freshness.DEAD);
		assertThat(lookup(this.there, this.key, TAG).areHeld()).isTrue();
		assertThat(judge(this.there, this.other)).isEqualTo(Freshness.FRESH);
		this.here.holds().release("a1").join();
		assertThat(judge(this.there, this.key, TAG)).isEqualTo(Freshness.FRESH);
		assertThat(redis.admin().number("HEXISTS", METADATA, TAG.field())).isZero();
		assertThat(redis.admin().number("HEXISTS", METADATA, "held")).isZero();
	}

	@Test
	void aMarkerIsKeptUnderAHold() {
		this.here.invalidate(List.of(TAG), InvalidationMode.REMOVE).join();
		String before = redis.admin().text("HGET", METADATA, TAG.field());
		this.here.holds().hold("a1", List.of(TAG), LIFE).join();
		this.here.holds().release("a1").join();
		assertThat(redis.admin().text("HGET", METADATA, TAG.field())).isEqualTo(before);
		this.here.holds().hold("a1", List.of(TAG), LIFE).join();
		put(this.key, List.of(TAG));
		this.there.invalidate(List.of(TAG), InvalidationMode.REMOVE).join();
		this.there.invalidate(List.of(TAG), InvalidationMode.STALE).join();
		assertThat(redis.admin().text("HGET", METADATA, TAG.field())).as("still held").startsWith("ha1=");
		this.here.holds().release("a1").join();
		assertThat(redis.admin().text("HGET", METADATA, TAG.field())).matches("\\d+,\\d+");
		assertThat(judge(this.there, this.key, TAG)).isEqualTo(Freshness.DEAD);
	}

	@Test
	void aMarkerWithAStampIsKeptUnderAHold() {
		redis.admin().call("HSET", METADATA, "stamp", "0");
		this.here.holds().hold("a1", List.of(TAG), LIFE).join();
		this.there.invalidate(List.of(TAG), InvalidationMode.REMOVE).join();
		this.here.holds().release("a1").join();
		assertThat(redis.admin().text("HGET", METADATA, TAG.field())).matches("\\d+@\\d+");
		this.here.holds().hold("b2", List.of(TAG), SHORT).join();
		Awaitility.await().until(() -> !redis.admin().text("HGET", METADATA, TAG.field()).startsWith("h"));
		assertThat(redis.admin().text("HGET", METADATA, TAG.field())).as("by the lapse").matches("\\d+@\\d+");
	}

	@Test
	void severalTransactionsHoldOneScopeUntilTheLastIsDone() {
		put(this.key, List.of(TAG));
		this.here.holds().hold("a1", List.of(TAG, this.other.scope()), LIFE).join();
		this.there.holds().hold("b2", List.of(TAG), LIFE).join();
		this.here.holds().release("a1").join();
		assertThat(judge(this.there, this.key, TAG)).isEqualTo(Freshness.DEAD);
		assertThat(redis.admin().text("HGET", METADATA, "held")).isEqualTo(TAG.field());
		this.there.holds().release("b2").join();
		assertThat(judge(this.there, this.key, TAG)).isEqualTo(Freshness.FRESH);
	}

	@Test
	void aHoldThatLapsesBecomesAMarkerAndARecord() {
		put(this.key, List.of(TAG));
		long records = redis.admin().number("XLEN", "{shop}:log");
		this.here.holds().hold("a1", List.of(TAG), SHORT).join();
		Awaitility.await().until(() -> redis.admin().text("HGET", METADATA, TAG.field()).matches("\\d+"));
		assertThat(judge(this.there, this.key, TAG)).isEqualTo(Freshness.DEAD);
		assertThat(lookup(this.there, this.key, TAG).areHeld()).isFalse();
		assertThat(redis.admin().number("XLEN", "{shop}:log")).isEqualTo(records + 1);
		assertThat(redis.admin().list("XREVRANGE", "{shop}:log", "+", "-", "COUNT", "1")).asString()
			.contains(TAG.field());
	}

	@Test
	void oneLapsesWhileAnotherStands() {
		put(this.key, List.of(TAG));
		this.here.holds().hold("a1", List.of(TAG), SHORT).join();
		this.there.holds().hold("b2", List.of(TAG), LIFE).join();
		Awaitility.await()
			.until(() -> redis.admin().text("HGET", METADATA, TAG.field()).matches("hb2=\\d+ ;[1-9]\\d*"));
		this.there.holds().release("b2").join();
		assertThat(judge(this.there, this.key, TAG)).isEqualTo(Freshness.DEAD);
	}

	@Test
	void aHoldOfAServerWhoseClockWasSetBackLapses() {
		redis.admin().call("HSET", METADATA, TAG.field(), "ha1=99999999999999 ;0", "held", TAG.field());
		Awaitility.await().until(() -> redis.admin().text("HGET", METADATA, TAG.field()).matches("[1-9]\\d*"));
	}

	@Test
	void aPutIsStoredUnderAHoldAndServedWhenThatEnds() {
		this.here.holds().hold("a1", List.of(this.key.scope()), LIFE).join();
		put(this.key, List.of());
		assertThat(judge(this.there, this.key)).isEqualTo(Freshness.DEAD);
		this.here.holds().release("a1").join();
		assertThat(judge(this.there, this.key)).isEqualTo(Freshness.FRESH);
	}

	@Test
	void whatIsHeldIsNeverDropped() {
		this.here.holds().hold("a1", List.of(TAG), LIFE).join();
		MetadataKeys keys = MetadataKeys.of("shop");
		Session session = new RedisConnector(() -> this.client, keys).open();
		for (int i = 0; i < 40; i++) {
			new Invalidate(List.of(Scope.tag("t" + i)), InvalidationMode.REMOVE, 1).send(session).join();
		}
		session.close().join();
		assertThat(redis.admin().text("HGET", METADATA, TAG.field())).startsWith("ha1=");
	}

	@Test
	void atMostSixtyFourHoldOneScope() {
		List<CompletableFuture<Boolean>> holds = new ArrayList<>();
		for (int i = 0; i < 65; i++) {
			holds.add(this.here.holds().hold("%x".formatted(i + 1), List.of(TAG), LIFE));
		}
		assertThat(holds.stream().filter(CompletableFuture::join)).hasSize(64);
	}

	@Test
	void aRegionWithoutEpochHoldsNothing() {
		redis.admin().call("DEL", METADATA);
		redis.admin().call("HSET", METADATA, "beat", "1");
		assertThat(this.here.holds().hold("a1", List.of(TAG), LIFE).join()).isFalse();
	}

	private void put(EntryKey key, List<Scope> tags) {
		Optional<Lease> lease = this.here.own().leases().take().join();
		Optional<PutGrant> grant = this.here.invalidations()
			.put(key, lease.orElseThrow(), List.of(), InvalidationRegions.ALL, PositionListener.UNHEARD)
			.join();
		Envelope entry = new Envelope(grant.orElseThrow().lease(), Long.MAX_VALUE, new EntrySource(0, 0),
				new EntryPayload(0, (byte) 0, new byte[] { 1 }), tags);
		assertThat(this.here.writes().store(key, entry, PATIENCE).join()).isEqualTo(Stored.STORED);
	}

	private static Markers lookup(RegionStore store, EntryKey key, Scope... tags) {
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		store.lookups().send(key, List.of(tags), lookup);
		Markers markers = lookup.join().markers();
		assertThat(markers).isNotNull();
		return markers;
	}

	private static Freshness judge(RegionStore store, EntryKey key, Scope... tags) {
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		store.lookups().send(key, List.of(tags), lookup);
		Lookup found = lookup.join();
		Envelope entry = found.entry();
		Markers markers = found.markers();
		assertThat(entry).isNotNull();
		assertThat(markers).isNotNull();
		return markers.judge(entry.lease(), List.of(tags));
	}

}
