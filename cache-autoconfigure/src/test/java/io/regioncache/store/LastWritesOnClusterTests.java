package io.regioncache.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.HybridTimestamp;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.store.session.EntrySpace;
import io.regioncache.store.session.EntryValues;
import io.regioncache.store.session.Session;
import io.regioncache.store.write.Stored;
import io.regioncache.testkit.RedisClusterSetup;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In a cluster an entry lies on another server than the metadata, and is stored in a
 * second step.
 */
class LastWritesOnClusterTests {

	private static final int KEYS = 30;

	private final RedisClusterSetup cluster = RedisClusterSetup.start(3, false);

	private RedisClusterClient client;

	private RegionStore store;

	private Function<String, EntryKey> keys;

	@BeforeEach
	void connect() {
		this.client = RedisClusterClient
			.create(this.cluster.nodes().stream().map((node) -> RedisURI.create(node.url())).toList());
		this.store = new RegionStore("here", () -> this.client, "app", "",
				new ConnectionSettings(Duration.ofSeconds(10), Duration.ofSeconds(30)));
		this.keys = this.store.keysOf("carts", "1", true);
		this.store.own().lastWrites().begin();
		this.store.start();
		Awaitility.await().until(this.store::isAvailable);
	}

	@AfterEach
	void disconnect() {
		this.store.close();
		this.client.shutdown();
		this.cluster.close();
	}

	@Test
	void whatIsPutIsReadOnEveryShard() {
		for (int round = 0; round < 3; round++) {
			for (int key = 0; key < KEYS; key++) {
				put("k" + key, "round " + round);
				assertThat(read("k" + key)).isEqualTo("round " + round);
			}
		}
		assertThat(this.cluster.nodes()).as("entries lie on all of them")
			.allMatch((node) -> !node.admin().list("KEYS", "app:e:*").isEmpty());
		assertThat(all()).as("and are found on all of them").hasSize(KEYS);
	}

	/**
	 * The keys of all entries whose time to live and value are told.
	 */
	private Set<String> all() {
		Session session = Objects.requireNonNull(this.store.own().link().session());
		EntrySpace space = new EntrySpace(session);
		EntryValues values = new EntryValues(session);
		Set<String> found = new HashSet<>();
		for (EntrySpace.Shard shard : space.shards()) {
			String cursor = "0";
			do {
				EntrySpace.Page page = space.scan(shard, cursor, 5).join();
				List<byte[]> entries = page.keys()
					.stream()
					.filter((key) -> this.store.own().keys().cacheOf(key) != null)
					.toList();
				assertThat(values.ttls(entries).join()).allMatch((ttl) -> ttl > 0);
				assertThat(values.values(entries).join()).hasSameSizeAs(entries).doesNotContainNull();
				entries.forEach((key) -> found.add(RedisKeys.text(key)));
				cursor = page.next();
			}
			while (!cursor.equals("0"));
		}
		return found;
	}

	@Test
	void anInvalidationKillsWhatWasPutBeforeAndWhatIsPutLaterLives() {
		put("a", "one");
		EntryKey key = this.keys.apply("a");
		assertThat(this.store.writes().unlink(List.of(key)).join()).as("left alone, as it might be what is put next")
			.isZero();
		assertThat(this.store.invalidate(List.of(key.scope()), InvalidationMode.REMOVE).join())
			.isEqualTo(InvalidationResult.APPLIED);
		assertThat(read("a")).isNull();
		put("a", "two");
		assertThat(read("a")).isEqualTo("two");
	}

	@Test
	void theLaterOfTwoPutsRemainsInWhateverOrderTheyArrive() {
		Envelope later = entry("later").at(new HybridTimestamp(20, 1));
		Envelope earlier = entry("earlier").at(new HybridTimestamp(10, 1));
		EntryKey key = this.keys.apply("a");
		assertThat(this.store.writes().store(key, later, Duration.ofMinutes(1)).join()).isEqualTo(Stored.STORED);
		assertThat(this.store.writes().store(key, earlier, Duration.ofMinutes(1)).join()).isEqualTo(Stored.OVERTAKEN);
		assertThat(read("a")).isEqualTo("later");
	}

	private Envelope entry(String value) {
		return new Envelope(this.store.own().leases().take().join().orElseThrow(), 0, new EntrySource(0, 0),
				new EntryPayload(0, (byte) 0, value.getBytes(StandardCharsets.UTF_8)), List.of());
	}

	private void put(String name, String value) {
		EntryKey key = this.keys.apply(name);
		assertThat(this.store.own()
			.lastWrites()
			.put(new ShippedValue("carts", key.scope(), key.redisKey(), VersionVector.NONE, 60_000, 60_000,
					entry(value)))
			.join()).isPresent();
	}

	private @Nullable String read(String name) {
		CompletableFuture<Lookup> answer = new CompletableFuture<>();
		this.store.lookups().send(this.keys.apply(name), List.of(), answer);
		Lookup lookup = answer.orTimeout(30, TimeUnit.SECONDS).join();
		Envelope entry = lookup.entry();
		return (entry != null && Objects.requireNonNull(lookup.markers())
			.judge(entry.lease(), entry.stamp(), entry.tags()) == Freshness.FRESH)
					? new String(entry.payload(), StandardCharsets.UTF_8) : null;
	}

}
