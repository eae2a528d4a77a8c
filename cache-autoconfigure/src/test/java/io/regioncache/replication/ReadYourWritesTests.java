package io.regioncache.replication;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.regioncache.annotation.Consistency;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.entry.Lifespan;
import io.regioncache.cache.entry.ReadDemand;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.settings.SessionSettings;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.consistency.WrittenPosition;
import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.consistency.TimestampedToken;
import io.regioncache.consistency.RegionContext;
import io.regioncache.test.SimulatedNetwork;
import io.regioncache.store.log.Position;
import io.regioncache.testkit.RedisExtension;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

/**
 * Callers that write in one of three regions and read in another.
 */
class ReadYourWritesTests {

	@RegisterExtension
	static final RedisExtension eastRedis = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension westRedis = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension northRedis = RedisExtension.own();

	private final Topology mesh = Topology.mesh(List.of("east", "west", "north"));

	private final AtomicReference<String> origin = new AtomicReference<>("old");

	private final AtomicInteger loads = new AtomicInteger();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private SimulatedNetwork network;

	private ReplicaNode inEast;

	private ReplicaNode inWest;

	private ReplicaNode inNorth;

	private RegionCacheManager east;

	private RegionCacheManager west;

	private RegionCacheManager north;

	@BeforeEach
	void start() {
		this.network = SimulatedNetwork.of(Map.of("east", eastRedis.server().url(), "west", westRedis.server().url(),
				"north", northRedis.server().url()));
		this.inEast = node("east");
		this.inWest = node("west");
		this.inNorth = node("north");
		this.inEast.awaitLevel("west", "north");
		this.inWest.awaitLevel("east", "north");
		this.inNorth.awaitLevel("east", "west");
		this.east = manager(this.inEast, SessionSettings.DEFAULTS);
		this.west = manager(this.inWest, SessionSettings.DEFAULTS);
		this.north = manager(this.inNorth, SessionSettings.DEFAULTS);
	}

	private ReplicaNode node(String name) {
		return new ReplicaNode(name, this.mesh, (other) -> this.network.url(name, other), false);
	}

	private RegionCacheManager manager(ReplicaNode node, SessionSettings session) {
		return RegionCacheManager.builder(node.name(), node.store()).executor(this.executor).session(session).build();
	}

	@AfterEach
	void stop() {
		this.inEast.close();
		this.inWest.close();
		this.inNorth.close();
		this.network.close();
		this.executor.shutdownNow();
	}

	@Test
	void whoHasWrittenWaitsForTheRecordToArrive() throws Throwable {
		this.network.distance(Duration.ofMillis(10));
		read(this.west, "a");
		ConsistencyContext caller = write(this.east, "new");
		assertThat(read(this.west, "a", caller)).isEqualTo("new");
		assertThat(caller.flagged()).isNull();
		assertThat(caller.detours()).isZero();
		assertThat(statistics(this.west).get(Event.STORED)).as("at home, as ever").isEqualTo(2);
	}

	@Test
	void withoutATokenTheOldValueIsServedUntilTheRecordArrives() throws Throwable {
		read(this.west, "a");
		this.network.cut("east", "west");
		this.network.cut("east", "north");
		write(this.east, "new");
		assertThat(read(this.west, "a")).isEqualTo("old");
	}

	@Test
	void theRegionOfTheWriteAnswersWhenHomeIsCutOffFromItsRecords() throws Throwable {
		read(this.west, "a");
		this.inWest.replicator().close();
		ConsistencyContext caller = write(this.east, "new");
		assertThat(read(this.east, "a", caller)).isEqualTo("new");
		int loaded = this.loads.get();
		assertThat(read(this.west, "a", caller)).isEqualTo("new");
		assertThat(this.loads).as("answered by the other region").hasValue(loaded);
		assertThat(statistics(this.west).get(Event.DETOUR_REGION)).isEqualTo(1);
		assertThat(caller.flagged()).isNull();
		assertThat(read(this.west, "a")).as("the answer is not stored at home").isEqualTo("old");
	}

	@Test
	void homeAnswersIfItHasCaughtUpWhileAnotherRegionWasAsked() throws Throwable {
		this.network.distance(Duration.ofMillis(150));
		read(this.west, "a");
		ConsistencyContext caller = write(this.east, "new");
		assertThat(read(this.west, "a", caller)).isEqualTo("new");
		assertThat(caller.detours()).isZero();
		assertThat(statistics(this.west).get(Event.STORED)).as("stored for everybody").isEqualTo(2);
		assertThat(statistics(this.west).get(Event.DETOUR_ORIGIN)).isZero();
	}

	@Test
	void theOriginAnswersWhenNoRegionCan() throws Throwable {
		read(this.west, "a");
		this.network.isolate("east");
		this.network.isolate("west");
		this.network.isolate("north");
		ConsistencyContext caller = write(this.east, "new");
		assertThat(read(this.west, "a", caller)).isEqualTo("new");
		assertThat(statistics(this.west).get(Event.DETOUR_ORIGIN)).isEqualTo(1);
		assertThat(statistics(this.west).get(Event.REFUSED_REDIS)).isZero();
		assertThat(caller.flagged()).isNull();
		assertThat(read(this.west, "a")).as("not stored at home").isEqualTo("old");
	}

	@Test
	void whatIsLoadedForSuchACallerIsToldToReadThePrimary() throws Throwable {
		this.network.isolate("east");
		ConsistencyContext caller = write(this.east, "new");
		AtomicReference<Boolean> ahead = new AtomicReference<>();
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			this.west.getCache("items").get(request("a", null), () -> {
				ahead.set(RegionContext.isAhead());
				return "new";
			});
		}
		assertThat(ahead).hasValue(true);
		assertThat(RegionContext.isAhead()).isFalse();
	}

	@Test
	void withoutDetoursLeftTheAnswerIsFlagged() throws Throwable {
		this.west = manager(this.inWest, new SessionSettings(Duration.ofMillis(50), 0));
		read(this.west, "a");
		this.network.isolate("east");
		ConsistencyContext caller = write(this.east, "new");
		assertThat(read(this.west, "a", caller)).isEqualTo("old");
		assertThat(caller.flagged()).isEqualTo("too-many-detours");
		assertThat(statistics(this.west).get(Event.FLAGGED)).isEqualTo(1);
	}

	@Test
	void aTokenOfAnotherApplicationTakesNoDetours() throws Throwable {
		ConsistencyTokens billing = tokens("billing");
		String text = billing.issue(ConsistencyToken.NONE.and("east", new Position(4711, 1)));
		for (int i = 0; i < 60; i++) {
			ConsistencyContext caller = tokens("app").open(List.of(text));
			read(this.west, "a", caller);
			assertThat(caller.detours()).isZero();
			assertThat(caller.flagged()).isNull();
		}
		assertThat(this.loads).as("loaded once, and stored").hasValue(1);
		ConsistencyContext caller = tokens("app").open(List.of(text));
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			this.west.getCache("items").evict("a");
		}
		assertThat(billing.read(tokens("app").issue(caller.token())).positions())
			.containsExactly(new WrittenPosition("east", new Position(4711, 1)));
	}

	private static ConsistencyTokens tokens(String keySpace) {
		return new ConsistencyTokens(keySpace, List.of("east", "west", "north"), List.of("s".repeat(32)),
				Duration.ofSeconds(30), InstantSource.system());
	}

	@Test
	void anEventualReadDoesNotAskForIt() throws Throwable {
		read(this.west, "a");
		this.network.isolate("east");
		ConsistencyContext caller = write(this.east, "new");
		assertThat(read(this.west, "a", caller, Consistency.EVENTUAL)).isEqualTo("old");
		assertThat(caller.flagged()).isNull();
	}

	@Test
	void tagsAreCoveredAsKeysAre() throws Throwable {
		read(this.west, "a");
		this.network.distance(Duration.ofMillis(10));
		ConsistencyContext caller = new ConsistencyContext();
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			this.origin.set("new");
			this.east.invalidate(Invalidation.ofTags("all"));
		}
		assertThat(read(this.west, "a", caller)).isEqualTo("new");
	}

	@Test
	void aPutIsAWriteToo() {
		ConsistencyContext caller = new ConsistencyContext();
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			this.east.getCache("items").put("a", "new");
			assertThat(caller.token().positions()).hasSize(1);
			assertThat(caller.token().positions().get(0).region()).isEqualTo("east");
			this.west.getCache("items").evict("a");
			this.north.getCache("items").clear();
		}
		assertThat(caller.token().positions()).extracting(WrittenPosition::region)
			.containsExactly("east", "north", "west");
	}

	@Test
	void aWriteThatNoRegionTookIsPassedNowhere() throws Throwable {
		eastRedis.server().kill();
		ConsistencyContext caller = new ConsistencyContext();
		this.network.isolate("east");
		await().until(() -> !this.inEast.store().isAvailable());
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			this.east.invalidate(Invalidation.ofTags("all"));
		}
		assertThat(caller.token().isIncomplete()).isTrue();
		read(this.west, "a");
		this.origin.set("new");
		assertThat(read(this.west, "a", caller)).isEqualTo("new");
		assertThat(statistics(this.west).get(Event.DETOUR_ORIGIN)).isEqualTo(1);
		assertThat(statistics(this.west).get(Event.REFUSED_REDIS)).isZero();
	}

	@Test
	void aPutOnAbsenceIsNotRefusedForWhatIsOlderThanTheOwnWrite() throws Throwable {
		read(this.west, "a");
		this.network.isolate("east");
		ConsistencyContext caller = write(this.east, "new");
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			assertThat(this.west.getCache("items").putIfAbsent("a", "mine")).isNull();
		}
		assertThat(read(this.west, "a")).isEqualTo("mine");
	}

	@Test
	void whoWaitsForHomeNeedsNoOtherThread() throws Throwable {
		read(this.west, "a");
		ExecutorService single = Executors.newSingleThreadExecutor();
		try {
			RegionCacheManager bounded = RegionCacheManager.builder("west", this.inWest.store())
				.executor(single)
				.build();
			ConsistencyContext caller = write(this.east, "new");
			CompletableFuture<Object> answer = CompletableFuture.supplyAsync(() -> {
				try {
					return String.valueOf(read(bounded, "a", caller));
				}
				catch (Throwable ex) {
					throw new CompletionException(ex);
				}
			}, single);
			assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("new");
		}
		finally {
			single.shutdownNow();
		}
	}

	@Test
	void withoutARedisTheOriginAnswersWhoeverAsksForTheLastState() throws Throwable {
		read(this.west, "a");
		ConsistencyContext caller = write(this.east, "new");
		westRedis.server().kill();
		for (Consistency consistency : List.of(Consistency.SESSION, Consistency.STRONG)) {
			assertThat(read(this.west, "a", caller, consistency)).isEqualTo("new");
			assertThat(read(this.west, "a", new ConsistencyContext(), consistency)).isEqualTo("new");
		}
		assertThat(caller.flagged()).isNull();
	}

	@Test
	void atItsOwnRegionAFormerEpochIsPassed() throws Throwable {
		ConsistencyContext caller = write(this.east, "new");
		read(this.east, "a", caller);
		eastRedis.admin().flushAll();
		await().until(() -> this.inEast.lookup("a").markers() != null);
		// Within a heartbeat it is known to have ended.
		await().until(() -> {
			long before = detours(this.east);
			ThrowingCallable reading = () -> assertThat(read(this.east, "a", caller)).isEqualTo("new");
			assertThatCode(reading).doesNotThrowAnyException();
			return detours(this.east) == before;
		});
	}

	@Test
	void aTokenThatIsReplayedFloodsNobody() throws Throwable {
		int replays = 10_000;
		int threads = 100;
		read(this.west, "a");
		this.network.isolate("east");
		ConsistencyContext caller = write(this.east, "new");
		TimestampedToken stolen = caller.dated();
		AtomicInteger atOnce = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		AtomicInteger flagged = new AtomicInteger();
		AtomicInteger left = new AtomicInteger(replays);
		long began = System.nanoTime();
		List<CompletableFuture<Void>> all = IntStream.range(0, threads)
			.mapToObj((thread) -> CompletableFuture.runAsync(() -> {
				while (left.getAndDecrement() > 0) {
					ConsistencyContext replay = new ConsistencyContext(stolen);
					try (ConsistencyContext.Binding bound = ConsistencyContext.bind(replay)) {
						this.west.getCache("items").get(request("a", null), () -> {
							most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
							TimeUnit.MILLISECONDS.sleep(5);
							atOnce.decrementAndGet();
							return "new";
						});
					}
					catch (Throwable ex) {
						throw new CompletionException(ex);
					}
					flagged.addAndGet((replay.flagged() != null) ? 1 : 0);
				}
			}, this.executor))
			.toList();
		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(2, TimeUnit.MINUTES);
		long windows = 1 + (System.nanoTime() - began) / TimeUnit.SECONDS.toNanos(10);
		// Each window is judged by its reads or by those of the one before
		long budget = replays / 20 * Math.min(windows, 2) + 20 * windows;
		assertThat(most).hasValueLessThanOrEqualTo(CacheSettings.DEFAULTS.loads().maxConcurrentLoads());
		assertThat(detours(this.west)).isPositive().isLessThanOrEqualTo(budget);
		assertThat(flagged).hasValue(replays - (int) detours(this.west));
	}

	private static long detours(RegionCacheManager region) {
		return statistics(region).get(Event.DETOUR_ORIGIN) + statistics(region).get(Event.DETOUR_REGION);
	}

	@Test
	void aSatisfiedTokenCostsNoCommand() throws Throwable {
		ConsistencyContext caller = write(this.east, "new");
		assertThat(read(this.west, "a", caller)).isEqualTo("new");
		long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		do {
			westRedis.admin().resetStatistics();
			readTimes(20, caller);
		}
		while (westRedis.admin().commandCalls().containsKey("hmget") && System.nanoTime() < until);
		westRedis.admin().resetStatistics();
		int reads = 1_000;
		readTimes(reads, caller);
		Map<String, Long> calls = westRedis.admin().commandCalls();
		long scripts = calls.getOrDefault("evalsha", 0L);
		assertThat(calls.get("get")).as("a heartbeat reads who pulls, and may meet a read under way")
			.isBetween((long) reads, reads + 2 * scripts);
		assertThat(calls.getOrDefault("hmget", 0L)).as("of hits whose markers are not known, and of heartbeats")
			.isLessThan(reads);
	}

	private void readTimes(int times, ConsistencyContext caller) throws Throwable {
		for (int i = 0; i < times; i++) {
			read(this.west, "a", caller);
		}
	}

	@Test
	void anAsynchronousReadIsNoExceptions() throws Throwable {
		this.network.distance(Duration.ofMillis(10));
		read(this.west, "a");
		ConsistencyContext caller = write(this.east, "new");
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			assertThat(this.west.getCache("items")
				.getAsync(request("a", null), () -> CompletableFuture.completedFuture("new"))
				.join()).isEqualTo("new");
			assertThat(this.west.getCache("items").retrieve("b").join()).isNull();
		}
	}

	@Test
	void springsOwnAnnotationsReadNothingOlderEither() throws Throwable {
		read(this.west, "a");
		this.network.isolate("east");
		ConsistencyContext caller = write(this.east, "new");
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			assertThat(this.west.getCache("items").get("a", String.class)).isNull();
			assertThat(this.west.getCache("items").get("a", () -> "new")).isEqualTo("new");
		}
	}

	private ConsistencyContext write(RegionCacheManager region, String value) {
		ConsistencyContext caller = new ConsistencyContext();
		this.origin.set(value);
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			region.invalidate(Invalidation.ofKeys("items", "a"));
		}
		assertThat(caller.token().isEmpty()).isFalse();
		return caller;
	}

	private @Nullable Object read(RegionCacheManager region, String key) throws Throwable {
		return region.getCache("items").get(request(key, null), this::load);
	}

	private @Nullable Object read(RegionCacheManager region, String key, ConsistencyContext caller,
			Consistency... consistency) throws Throwable {
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			return region.getCache("items")
				.get(request(key, (consistency.length > 0) ? consistency[0] : null), this::load);
		}
	}

	private String load() {
		this.loads.incrementAndGet();
		return this.origin.get();
	}

	private static CacheRequest request(String key, @Nullable Consistency consistency) {
		return new CacheRequest(key, String.class, EntryTags.of(List.of("all")), Lifespan.OF_CACHE, (value) -> true,
				ReadDemand.of(consistency));
	}

	private static CacheStatistics statistics(RegionCacheManager region) {
		return region.getCache("items").statistics();
	}

}
