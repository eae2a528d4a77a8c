package io.regioncache.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.test.SimulatedLink;
import io.regioncache.testkit.RedisPair;
import io.regioncache.testkit.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static io.regioncache.testkit.Patience.await;

/**
 * A managed region: Redis replicates from a primary, here over a link that breaks, and
 * hits are answered by the replica.
 */
class ManagedRegionTests {

	private static final int STEPS = 400;

	private static final String METADATA = "{app}:m";

	private final AtomicInteger loads = new AtomicInteger();

	private final AtomicReference<String> origin = new AtomicReference<>("one");

	private RedisPair pair;

	/** At the primary itself. */
	private CacheNode far;

	/** Where the replica is. */
	private ManagedNode here;

	@BeforeEach
	void start() {
		this.pair = RedisPair.start();
		this.far = CacheNode.at(this.pair.primary().url()).awaitAvailable();
		this.here = new ManagedNode(this.pair.primary().url(), this.pair.replica().url()).awaitLevel();
	}

	@AfterEach
	void stop() {
		this.here.close();
		this.far.close();
		this.pair.close();
	}

	@Test
	void hitsComeFromTheReplicaAndAllElseGoesToThePrimary() {
		assertThat(read("a")).isEqualTo("one");
		await(() -> read("a").equals("one") && isAtReplica("a"));
		RedisServer primary = this.pair.primary();
		primary.admin().resetStatistics();
		this.pair.replica().admin().resetStatistics();
		for (int i = 0; i < 50; i++) {
			assertThat(read("a")).isEqualTo("one");
		}
		assertThat(primary.admin().commandCalls().getOrDefault("get", 0L)).isZero();
		assertThat(this.pair.replica().admin().commandCalls().get("get")).isEqualTo(50);
		assertThat(this.loads).hasValue(1);
	}

	@Test
	void aReplicaIsNeverAttachedToNorWritten() {
		read("a");
		this.here.cache("texts").put("b", "put");
		this.here.cache("texts").evict("a");
		read("a");
		this.here.awaitLevel();
		assertThat(this.pair.replica().admin().info("commandstats").keySet())
			.noneMatch((name) -> name.contains("eval"));
		assertThat(this.pair.replica().admin().text("HGET", "{app}:m", "epoch"))
			.isEqualTo(this.pair.primary().admin().text("HGET", "{app}:m", "epoch"));
	}

	@Test
	void whatIsInvalidatedElsewhereIsGoneWithTheReplication() {
		read("a");
		await(() -> isAtReplica("a"));
		this.origin.set("two");
		this.far.cache("texts").evict("a");
		await(() -> read("a").equals("two"));
	}

	/**
	 * The replica has the entry, and the new marker has a lower number than its lease.
	 */
	@Test
	void nothingOfALostEpochIsReadWhereItsNumbersBeginAnew() {
		this.pair.primary().admin().call("HINCRBY", METADATA, "clock", "1000");
		await(() -> this.pair.replica().admin().number("HGET", METADATA, "clock") >= 1000);
		read("a");
		await(() -> isAtReplica("a"));
		this.pair.primary().admin().call("DEL", METADATA);
		this.origin.set("two");
		this.far.cache("texts").clear();
		assertThat(this.pair.primary().admin().number("HGET", METADATA, "clock")).isLessThan(1000);
		await(() -> read("a").equals("two"));
	}

	@Test
	void whoInvalidatesReadsNothingOlderThoughTheReplicaHasNotHeard() {
		read("a");
		await(() -> isAtReplica("a"));
		this.pair.link().withhold(SimulatedLink.Direction.TO_CLIENT);
		this.origin.set("two");
		this.here.manager().invalidate(Invalidation.ofTags("some"));
		this.here.cache("texts").evict("a");
		assertThat(read("a")).isEqualTo("two");
		assertThat(read("a")).isEqualTo("two");
		assertThat(this.loads).as("the primary has it").hasValue(2);
		assertThat(this.here.level().waiting()).isNotNegative();
		this.pair.link().heal();
		this.here.awaitLevel();
		assertThat(read("a")).isEqualTo("two");
	}

	/**
	 * Another process has written, and its caller comes to this one.
	 */
	@Test
	void whoBringsATokenReadsNothingOlderThoughTheReplicaHasNotHeard() {
		read("a");
		await(() -> isAtReplica("a"));
		this.pair.link().withhold(SimulatedLink.Direction.TO_CLIENT);
		this.origin.set("two");
		ConsistencyContext caller = new ConsistencyContext();
		try (ConsistencyContext.Binding binding = ConsistencyContext.bind(caller)) {
			this.far.cache("texts").evict("a");
		}
		assertThat(read("a")).as("without a token").isEqualTo("one");
		try (ConsistencyContext.Binding binding = ConsistencyContext.bind(caller)) {
			assertThat(read("a")).isEqualTo("two");
		}
		assertThat(caller.flagged()).isNull();
	}

	@Test
	void aReplicaThatIsCutOffIsNotReadForLong() {
		read("a");
		await(() -> isAtReplica("a"));
		this.pair.link().blackHole();
		this.origin.set("two");
		this.far.cache("texts").evict("a");
		long cut = System.nanoTime();
		await(() -> read("a").equals("two"));
		assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThan(Duration.ofSeconds(30));
		await(() -> this.here.level().lag().compareTo(Duration.ofSeconds(3)) > 0);
		this.pair.link().heal();
		this.here.awaitLevel();
		assertThat(read("a")).isEqualTo("two");
	}

	@Test
	void aReplicaThatDiesOrHangsIsReplacedByThePrimary() {
		read("a");
		await(() -> isAtReplica("a"));
		this.pair.replica().pause();
		assertThat(read("a")).isEqualTo("one");
		await(() -> this.here.level().failure() != null);
		assertThat(read("a")).isEqualTo("one");
		assertThat(this.loads).hasValue(1);
		this.pair.replica().resume();
		this.here.awaitLevel();
		this.pair.replica().kill();
		assertThat(read("a")).isEqualTo("one");
		assertThat(this.loads).hasValue(1);
		assertThat(this.here.store().isAvailable()).isTrue();
	}

	@Test
	void aReplicaThatStartsEmptyAnswersNothingUntilItHasCaughtUp() {
		read("a");
		await(() -> isAtReplica("a"));
		this.pair.replica().restartEmpty();
		assertThat(read("a")).isEqualTo("one");
		this.origin.set("two");
		this.here.cache("texts").evict("a");
		assertThat(read("a")).isEqualTo("two");
		this.pair.follow();
		this.here.awaitLevel();
		assertThat(read("a")).isEqualTo("two");
		assertThat(this.loads).hasValue(2);
	}

	@Test
	void withoutThePrimaryTheOriginAnswers() {
		read("a");
		await(() -> isAtReplica("a"));
		this.pair.primary().kill();
		this.origin.set("two");
		assertThat(this.here.manager().invalidate(Invalidation.ofKeys("texts", "a")))
			.isEqualTo(InvalidationOutcome.DEFERRED);
		assertThat(read("a")).as("own invalidations hold").isEqualTo("two");
		await(() -> !this.here.store().isAvailable());
		assertThat(read("a")).isEqualTo("two");
		this.pair.primary().restartEmpty();
		this.here.awaitLevel();
		await(() -> read("a").equals("two") && isAtReplica("a"));
	}

	/**
	 * Its answers count for two seconds after the last heartbeat, and nobody waits
	 * longer, although the timeout is 30 s.
	 */
	@Test
	void aPrimaryThatFreezesHoldsUpNobodyForLongerThanItIsTrusted() {
		try (ManagedNode patient = new ManagedNode(this.pair.primary().url(), this.pair.replica().url(),
				Duration.ofSeconds(30))
			.awaitLevel(); Crew crew = new Crew()) {
			this.pair.primary().pause();
			List<Future<@Nullable Object>> reads = new ArrayList<>();
			for (int i = 0; i < 16; i++) {
				String key = "frozen" + i % 4;
				reads.add(crew.send(() -> patient.cache("texts").get(key, () -> this.origin.get())));
			}
			assertThat(reads)
				.allSatisfy((read) -> assertThat(read).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("one"));
		}
		finally {
			this.pair.primary().resume();
		}
	}

	@Test
	void aReplicaThatIsPromotedAloneIsLeftAlone() {
		read("a");
		await(() -> isAtReplica("a"));
		RedisServer promoted = this.pair.replica();
		promoted.admin().call("REPLICAOF", "NO", "ONE");
		this.origin.set("two");
		this.far.cache("texts").evict("a");
		await(() -> read("a").equals("two"));
		assertThat(promoted.admin().text("HGET", "{app}:m", "epoch"))
			.isEqualTo(this.pair.primary().admin().text("HGET", "{app}:m", "epoch"));
	}

	@Test
	void aPrimaryThatBeginsAnewMakesWhatTheReplicaHoldsAMiss() {
		read("a");
		await(() -> isAtReplica("a"));
		this.pair.link().blackHole();
		this.pair.primary().admin().flushAll();
		this.origin.set("two");
		await(() -> read("a").equals("two"));
		this.pair.link().heal();
		this.here.awaitLevel();
		assertThat(read("a")).isEqualTo("two");
	}

	@Test
	void theLevelTellsHowFarTheReplicaIs() {
		assertThat(this.here.level().waiting()).isZero();
		this.pair.link().withhold(SimulatedLink.Direction.TO_CLIENT);
		for (int i = 0; i < 7; i++) {
			this.far.manager().invalidate(Invalidation.ofTags("t" + i));
		}
		await(() -> this.here.level().waiting() == 7);
		await(() -> this.here.level().lag().compareTo(Duration.ofSeconds(1)) > 0);
		this.pair.link().heal();
		this.here.awaitLevel();
	}

	/**
	 * Nobody reads anything older than what this process has invalidated itself, whatever
	 * happens to the link between the servers.
	 */
	@Test
	void ownWritesAreReadThroughFaults() {
		Random random = new Random(3);
		List<String> keys = List.of("a", "b", "c");
		AtomicInteger version = new AtomicInteger();
		for (int step = 0; step < STEPS; step++) {
			String key = keys.get(random.nextInt(keys.size()));
			switch (random.nextInt(12)) {
				case 0 -> this.pair.link().withhold(SimulatedLink.Direction.TO_CLIENT);
				case 1 -> this.pair.link().heal();
				case 2 -> this.pair.link().latency(Duration.ofMillis(random.nextInt(20)));
				case 3 -> this.pair.link().reset();
				default -> {
					this.origin.set(key + version.incrementAndGet());
					this.here.manager().invalidate(Invalidation.ofCaches("texts"));
				}
			}
			for (String any : keys) {
				assertThat(read(any)).as("step %d", step).isEqualTo(this.origin.get());
			}
		}
		this.pair.link().heal();
		this.here.awaitLevel();
	}

	private String read(String key) {
		try {
			Object value = this.here.cache("texts").get(CacheRequest.of(key, String.class), () -> {
				this.loads.incrementAndGet();
				return this.origin.get();
			});
			return String.valueOf(value);
		}
		catch (Throwable ex) {
			throw new AssertionError("Nobody must notice", ex);
		}
	}

	private boolean isAtReplica(String key) {
		@Nullable Object keys = this.pair.replica().admin().call("EXISTS", "app:e:1:texts:s:" + key);
		return Long.valueOf(1).equals(keys);
	}

}
