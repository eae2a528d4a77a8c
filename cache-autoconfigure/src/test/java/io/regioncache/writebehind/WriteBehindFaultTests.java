package io.regioncache.writebehind;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Writers that die or are slow, databases that are away, and changes that a database
 * refuses.
 */
class WriteBehindFaultTests {

	private static final WriteBehindSettings SOON = new WriteBehindSettings(100_000, WhenFull.BLOCK,
			Duration.ofMillis(200), WhenRedisIsDown.WRITE_THROUGH, 2, Duration.ofMillis(50), Durability.NONE,
			Duration.ofSeconds(10));

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final VersionedTable table = new VersionedTable();

	private final List<BehindNode> nodes = new ArrayList<>();

	private BehindNode node(WriteBehindSettings settings) {
		BehindNode node = BehindNode.at(redis.server().url(), this.table, settings);
		this.nodes.add(node);
		return node;
	}

	@AfterEach
	void disconnect() {
		this.table.before = (batch) -> {
		};
		this.nodes.forEach(BehindNode::close);
	}

	/**
	 * Redisson takes entries off Redis before it writes them.
	 */
	@Test
	void whatADeadWriterHasTakenIsWrittenByAnother() {
		BehindNode dead = node(SOON);
		dead.put("a", "one");
		RegionChanges taken = new RegionChanges(dead.store().own(), "carts");
		assertThat(taken.take(10, 50, 0).join().changes()).hasSize(1);
		dead.close();
		BehindNode other = node(SOON).writing();
		await(() -> "one".equals(this.table.value("a")));
		other.drain();
		assertThat(redis.admin().number("HLEN", "{app}:changes:carts:pending")).isZero();
	}

	/**
	 * Redisson drops a batch that fails.
	 */
	@Test
	void aFailedBatchIsTriedAgain() {
		AtomicBoolean fails = new AtomicBoolean(true);
		this.table.before = (batch) -> {
			if (fails.getAndSet(false)) {
				throw new IllegalStateException(new java.net.ConnectException("database is away"));
			}
		};
		BehindNode node = node(SOON);
		node.put("a", "one");
		node.put("b", "two");
		node.writing();
		await(() -> "one".equals(this.table.value("a")) && "two".equals(this.table.value("b")));
		assertThat(node.behind().statistics().failures()).isEqualTo(1);
	}

	/**
	 * Redisson flushes removals before puts.
	 */
	@Test
	void removalsAreWrittenInTheOrderInWhichTheyCame() {
		BehindNode node = node(SOON);
		node.put("a", "one");
		node.put("b", null);
		node.put("c", "three");
		node.put("a", null);
		node.put("d", "four");
		node.put("d", null);
		node.put("d", "five");
		node.drain();
		assertThat(this.table.batches).hasSize(1);
		assertThat(this.table.batches.get(0)).extracting(Change::key).containsExactly("b", "c", "a", "d");
		assertThat(this.table.batches.get(0)).extracting(Change::value).containsExactly(null, "three", null, "five");
		assertThat(this.table.batches.get(0)).extracting(Change::sequence).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void aSlowWriterThatIsLateWritesNothingOverALaterChange() throws InterruptedException {
		CountDownLatch stuck = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		AtomicReference<Thread> first = new AtomicReference<>();
		this.table.before = (batch) -> {
			if (first.compareAndSet(null, Thread.currentThread())) {
				stuck.countDown();
				awaitUninterruptibly(goOn);
			}
		};
		BehindNode slow = node(SOON);
		slow.put("a", "one");
		slow.writing();
		stuck.await();
		BehindNode quick = node(SOON);
		quick.put("a", "two");
		quick.writing();
		await(() -> "two".equals(this.table.value("a")));
		goOn.countDown();
		await(() -> this.table.batches.stream()
			.flatMap(List::stream)
			.anyMatch((change) -> "one".equals(change.value())));
		assertThat(this.table.value("a")).as("the sequence has decided").isEqualTo("two");
		await(() -> redis.admin().number("HLEN", "{app}:changes:carts:pending") == 0);
	}

	@Test
	void aChangeThatComesWhileAnOlderOneIsWrittenHasItsTurn() throws InterruptedException {
		CountDownLatch writes = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.table.before = (batch) -> {
			writes.countDown();
			awaitUninterruptibly(goOn);
		};
		BehindNode node = node(WriteBehindSettings.DEFAULTS);
		node.put("a", "one");
		node.writing();
		writes.await();
		node.put("a", "two");
		goOn.countDown();
		await(() -> "two".equals(this.table.value("a")));
		assertThat(this.table.batches).extracting((batch) -> batch.get(0).value()).containsExactly("one", "two");
		node.drain();
		assertThat(redis.admin().number("HLEN", "{app}:changes:carts:pending")).isZero();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aChangeThatIsRefusedIsParkedAndTheOthersAreWritten() {
		refuse("poison");
		BehindNode node = node(SOON);
		for (int i = 0; i < 20; i++) {
			node.put("k" + i, (i == 7) ? "poison" : "fine");
		}
		node.writing();
		await(() -> this.table.size() == 19 && node.behind().statistics().parkedNow() == 1);
		assertThat(node.behind().parked().list(10)).hasSize(1)
			.allSatisfy((key, why) -> assertThat(why).contains("no such value"));
		assertThat(node.behind().statistics().parkings()).isEqualTo(1);
		node.carts().clear();
		assertThat(node.read("k7", "old")).as("is still what was acknowledged").isEqualTo("poison");
		node.put("k7", "antidote");
		await(() -> "antidote".equals(this.table.value("k7")));
		assertThat(node.behind().parked().list(10)).isEmpty();
	}

	@Test
	void operatorsRetryOrDropWhatIsParked() {
		refuse("poison");
		BehindNode node = node(SOON);
		for (String key : List.of("a", "b", "c")) {
			node.put(key, key.equals("c") ? "fine" : "poison");
		}
		node.writing();
		await(() -> node.behind().parked().list(10).size() == 2);
		List<String> parked = node.behind().parked().list(10).keySet().stream().sorted().toList();
		assertThat(node.behind().parked().drop(List.of(parked.get(0), "unknown"))).containsExactly(parked.get(0));
		assertThat(node.read("a", "from the origin")).isEqualTo("from the origin");
		this.table.before = (batch) -> {
		};
		assertThat(node.behind().parked().retry(parked)).containsExactly(parked.get(1));
		await(() -> "poison".equals(this.table.value("b")));
		assertThat(this.table.value("a")).isNull();
		await(() -> node.behind().statistics().pending() == 0);
	}

	private void refuse(String value) {
		this.table.before = (batch) -> {
			if (batch.stream().anyMatch((change) -> value.equals(change.value()))) {
				throw new IllegalArgumentException("no such value");
			}
		};
	}

	@Test
	void whileTheDatabaseIsAwayNothingIsParkedAndAllIsWrittenLater() {
		AtomicBoolean away = new AtomicBoolean(true);
		this.table.before = (batch) -> {
			if (away.get()) {
				throw new IllegalArgumentException("looks like a refusal of each");
			}
		};
		BehindNode node = node(SOON);
		for (int i = 0; i < 30; i++) {
			node.put("k" + i, "v" + i);
		}
		// Not before: a change that is refused alone is parked
		node.writing();
		await(() -> node.behind().statistics().failures() >= 4);
		assertThat(node.behind().statistics().parkings()).isZero();
		away.set(false);
		await(() -> this.table.size() == 30);
	}

	@ParameterizedTest
	@EnumSource
	void beyondItsCapacityAPutDoesWhatIsConfigured(WhenFull whenFull) {
		BehindNode node = node(new WriteBehindSettings(2, whenFull, Duration.ofMillis(100), WhenRedisIsDown.REJECT, 2,
				Duration.ofSeconds(1), Durability.NONE, Duration.ofSeconds(10)));
		node.put("a", "one");
		node.put("b", "two");
		node.put("a", "three");
		if (whenFull == WhenFull.WRITE_THROUGH) {
			node.put("c", "four");
			assertThat(this.table.value("c")).isEqualTo("four");
		}
		else {
			assertThatExceptionOfType(WriteBehindException.class).isThrownBy(() -> node.put("c", "four"))
				.withMessageContaining("2 keys have changes that are not written");
		}
		assertThat(this.table.size()).isLessThan(2);
		assertThat(redis.admin().number("HLEN", "{app}:changes:carts:pending")).isEqualTo(2);
		node.writing();
		await(() -> "three".equals(this.table.value("a")));
		node.put("c", "five");
		node.drain();
		assertThat(this.table.value("c")).isEqualTo("five");
	}

	@Test
	void aPutThatBlocksGoesOnOnceThereIsRoom() {
		BehindNode node = node(new WriteBehindSettings(1, WhenFull.BLOCK, Duration.ofMinutes(1), WhenRedisIsDown.REJECT,
				2, Duration.ofSeconds(1), Durability.NONE, Duration.ofSeconds(10)))
			.writing();
		for (int i = 0; i < 5; i++) {
			node.put("k" + i, "v" + i);
		}
		node.drain();
		assertThat(this.table.size()).isEqualTo(5);
	}

	/**
	 * A batch has room for all changes, so only merging makes it small.
	 */
	@Test
	void changesThatComeWhileABatchIsWrittenMakeOneRowForEachKey() throws InterruptedException {
		CountDownLatch writes = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		this.table.before = (batch) -> {
			writes.countDown();
			awaitUninterruptibly(goOn);
		};
		Pace roomy = new Pace(Duration.ofMillis(40), 10_000);
		BehindNode node = node(WriteBehindSettings.DEFAULTS);
		node.put("k0", "first");
		node.writing();
		writes.await();
		for (int i = 0; i < 1000; i++) {
			node.carts()
				.operations()
				.beginPutNow(roomy)
				.complete(CacheRequest.of("k" + i % 100, String.class), "v" + i);
		}
		goOn.countDown();
		await(() -> this.table.batches.size() == 2);
		node.drain();
		assertThat(this.table.batches).extracting(List::size).containsExactly(1, 100);
		assertThat(this.table.batches.get(1)).extracting(Change::key).doesNotHaveDuplicates();
		assertThat(this.table.batches.get(1)).extracting(Change::value).contains("v900", "v999");
	}

	@Test
	void aSecondUpdateOfTheDatabaseIsNotNeededForManyChangesOfFewKeys() {
		BehindNode node = node(SOON);
		for (int i = 0; i < 1000; i++) {
			node.put("k" + i % 100, "v" + i);
		}
		node.drain();
		assertThat(this.table.batches).allMatch((batch) -> batch.size() <= 100);
		assertThat(this.table.batches.stream().mapToInt(List::size).sum()).isEqualTo(100);
		assertThat(this.table.value("k99")).isEqualTo("v999");
	}

}
