package io.regioncache.replication.warming;

import java.time.Duration;
import java.util.Map;

import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.region.MonotonicClock;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.regioncache.replication.warming.WarmUpRig.load;
import static io.regioncache.replication.warming.WarmUpRig.read;
import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A region without entries copies those of its neighbor.
 */
@ExtendWith(OutputCaptureExtension.class)
class WarmUpTests {

	private static final int ENTRIES = 500;

	@RegisterExtension
	static final RedisExtension eastRedis = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension westRedis = RedisExtension.own();

	private WarmUpRig rig;

	@BeforeEach
	void start() {
		this.rig = new WarmUpRig(Map.of("east", eastRedis.server().url(), "west", westRedis.server().url()));
	}

	@AfterEach
	void stop() {
		this.rig.close();
	}

	private void fillTheEast() {
		for (int i = 0; i < ENTRIES; i++) {
			load(this.rig.east, "books", i, "value " + i);
		}
	}

	private String state() {
		String noted = (String) westRedis.admin().call("HGET", "{app}:m", "warm");
		return (noted != null) ? noted.substring(noted.indexOf(':') + 1) : "";
	}

	private void warmTheWest() {
		try (WarmUp warmUp = this.rig.warmUp()) {
			warmUp.start();
			await(() -> state().equals("done"));
		}
	}

	@Test
	void copiesEntriesUnderALeaseOfItsOwn(CapturedOutput output) {
		fillTheEast();
		// The clock of the west is far behind or ahead of that of the east
		for (int i = 0; i < 10; i++) {
			this.rig.east.invalidate(Invalidation.ofTags("other"));
		}
		warmTheWest();
		for (int i = 0; i < ENTRIES; i++) {
			assertThat(read(this.rig.west, "books", i)).isEqualTo("value " + i);
		}
		assertThat(this.rig.copied).hasValue(ENTRIES);
		assertThat(output).contains("Region west has lost its entries or is new; copying those of east")
			.contains("Region west: 500 entries copied");
		this.rig.west.invalidate(Invalidation.ofKeys("books", 1));
		assertThat(read(this.rig.west, "books", 1)).isNull();
		this.rig.east.invalidate(Invalidation.ofCaches("books"));
		await(() -> read(this.rig.west, "books", 2) == null);
	}

	@Test
	void keepsNoEntryForLongerThanTheNeighborOrTheCacheDoes() {
		load(this.rig.east, "books", 1, "a");
		load(this.rig.east, "short", 1, "b");
		String books = key("books");
		String few = key("short");
		eastRedis.admin().call("PEXPIRE", books, "30000");
		warmTheWest();
		assertThat(westRedis.admin().number("PTTL", books)).isPositive()
			.isLessThanOrEqualTo(eastRedis.admin().number("PTTL", books) + 1000);
		assertThat(westRedis.admin().number("PTTL", few)).isPositive().isLessThanOrEqualTo(60_000);
		assertThat(read(this.rig.west, "short", 1)).isEqualTo("b");
	}

	private static String key(String cache) {
		return (String) eastRedis.admin().list("KEYS", "app:e:*:" + cache + ":*").get(0);
	}

	@Test
	void aRegionThatHasEntriesIsLeftAlone() {
		fillTheEast();
		for (int i = 0; i < ENTRIES / 5; i++) {
			load(this.rig.west, "books", i, "of the west");
		}
		warmTheWest();
		assertThat(this.rig.copied).hasValue(0);
		assertThat(this.rig.finished).isFalse();
	}

	@Test
	void copiesWhatANeighborHasKeptOverAFailover() throws Exception {
		fillTheEast();
		String former = eastRedis.admin().text("HGET", "{app}:m", "epoch");
		String next = "00000000000000ee";
		eastRedis.admin()
			.call("HSET", "{app}:m", "epoch", next, "o:" + next, "0", "epochs",
					eastRedis.admin().text("HGET", "{app}:m", "epochs") + " " + next, "ancestors",
					former + ":" + eastRedis.admin().text("HGET", "{app}:m", "clock"));
		await(() -> eastRedis.admin().call("HGET", "{app}:m", "r:west") instanceof String cursor
				&& cursor.startsWith(next));
		this.rig.copyOnce();
		assertThat(this.rig.copied).as("while it recovers").hasValue(0);
		eastRedis.admin().call("HSET", "{app}:m", "settled", next);
		this.rig.copyOnce();
		assertThat(this.rig.copied).hasValue(ENTRIES);
	}

	@Test
	void whatWasStoredMeanwhileStays() throws Exception {
		fillTheEast();
		load(this.rig.west, "books", 1, "of the west");
		this.rig.copyOnce();
		assertThat(read(this.rig.west, "books", 1)).isEqualTo("of the west");
		assertThat(this.rig.copied).hasValue(ENTRIES - 1);
	}

	@Test
	void copiesNothingThatWasInvalidatedInEitherRegion() throws Exception {
		fillTheEast();
		this.rig.east.invalidate(Invalidation.ofKeys("books", 1));
		this.rig.inEast.replicator().close();
		this.rig.west.invalidate(Invalidation.ofKeys("books", 2));
		this.rig.copyOnce();
		assertThat(read(this.rig.west, "books", 1)).isNull();
		assertThat(read(this.rig.west, "books", 2)).isNull();
		assertThat(this.rig.copied).hasValue(ENTRIES - 2);
		assertThat(this.rig.refused).hasPositiveValue();
	}

	@Test
	void copiesNothingWhileTheNeighborHasNotMetItsEpoch() throws Exception {
		fillTheEast();
		this.rig.inEast.replicator().close();
		westRedis.admin().flushAll();
		await(() -> westRedis.admin().call("HGET", "{app}:m", "epoch") != null);
		this.rig.copyOnce();
		assertThat(this.rig.copied).hasValue(0);
		assertThat(westRedis.admin().list("KEYS", "app:e:*")).isEmpty();
	}

	@Test
	void copiesNothingWhileTheNeighborAwaitsWritersOfARegion() throws Exception {
		fillTheEast();
		eastRedis.admin().call("HSET", "{app}:m", "n:west", "0000000000000001:9007199254740000");
		this.rig.copyOnce();
		assertThat(this.rig.copied).hasValue(0);
		eastRedis.admin().call("HDEL", "{app}:m", "n:west");
		this.rig.copyOnce();
		assertThat(this.rig.copied).hasValue(ENTRIES);
	}

	@Test
	void copiesNothingOfACacheThatKeepsItsInvalidationsAtHome() throws Exception {
		load(this.rig.east, "local", 1, "of the east");
		load(this.rig.east, "books", 1, "a");
		this.rig.copyOnce();
		assertThat(read(this.rig.west, "local", 1)).isNull();
		assertThat(read(this.rig.west, "books", 1)).isEqualTo("a");
	}

	@Test
	void copiesWhatWasPutWhereTheLastWriterWins() throws Exception {
		this.rig.inWest.replicator().close();
		this.rig.east.getCache("carts").put(1, "of the east");
		this.rig.east.getCache("carts").put(2, "older");
		load(this.rig.east, "carts", 3, "was loaded, and stays at home");
		this.rig.west.getCache("carts").put(2, "newer");
		this.rig.west.invalidate(Invalidation.ofKeys("carts", 2));
		this.rig.copyOnce();
		assertThat(read(this.rig.west, "carts", 1)).isEqualTo("of the east");
		assertThat(read(this.rig.west, "carts", 2)).isNull();
		assertThat(read(this.rig.west, "carts", 3)).isNull();
		assertThat(this.rig.copied).hasValue(1);
	}

	@Test
	void theNeighborTellsWhatIsUsedMost() throws Exception {
		eastRedis.admin().configure("maxmemory-policy", "allkeys-lfu");
		try {
			load(this.rig.east, "books", 1, "often");
			load(this.rig.east, "books", 2, "seldom");
			for (int i = 0; i < 200; i++) {
				read(this.rig.east, "books", 1);
			}
			Waiting waiting = new Waiting(Duration.ofSeconds(10));
			try (RegionConnection east = RegionConnection.open(this.rig.connector("east"), waiting)) {
				HottestEntries hottest = new HottestEntries(1);
				Neighbor neighbor = new Neighbor("east", WarmUpRig.MESH.regions(), east.session(), this.rig.policy(),
						MonotonicClock.SYSTEM);
				EntryPages.of(neighbor, new Throttle(1_000_000, MonotonicClock.SYSTEM), waiting)
					.next()
					.forEach(hottest::add);
				assertThat(hottest.areCut()).isTrue();
				assertThat(RedisKeys.text(hottest.inOrder().get(0).redisKey())).endsWith("i:1");
			}
		}
		finally {
			eastRedis.admin().configure("maxmemory-policy", "noeviction");
		}
	}

	@Test
	void anotherProcessGoesOnWhereOneHasStopped() {
		fillTheEast();
		WarmUp first = this.rig.warmUp(this.rig.settings(200_000, 100));
		first.start();
		await(() -> this.rig.copied.get() > 0);
		first.close();
		assertThat(state()).isEqualTo("begun");
		warmTheWest();
		assertThat(this.rig.copied).hasValue(ENTRIES);
	}

	@Test
	void waitsForANeighborWhoseEntriesAreDead() {
		fillTheEast();
		this.rig.east.invalidate(Invalidation.ofCaches("books"));
		try (WarmUp warmUp = this.rig.warmUp()) {
			warmUp.start();
			await(() -> westRedis.admin().commandCalls().getOrDefault("pttl", 0L) >= ENTRIES);
			assertThat(state()).isEmpty();
			fillTheEast();
			await(() -> state().equals("done"));
		}
		assertThat(this.rig.copied).hasValue(ENTRIES);
	}

}
