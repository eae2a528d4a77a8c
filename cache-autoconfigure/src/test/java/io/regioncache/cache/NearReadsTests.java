package io.regioncache.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.regioncache.annotation.Consistency;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.cache.key.VariedKey;
import io.regioncache.cache.load.Loader;
import io.regioncache.cache.near.NearCache.Outcome;
import io.regioncache.cache.near.NearSettings;
import io.regioncache.cache.near.NearSettings.Share;
import io.regioncache.cache.transaction.AfterCommit;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Position;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what a process serves of what it keeps itself.
 */
class NearReadsTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final List<CacheNode> nodes = new ArrayList<>();

	private final AtomicInteger loads = new AtomicInteger();

	private CacheNode node;

	@BeforeEach
	void start() {
		this.node = node((settings) -> {
		});
	}

	@AfterEach
	void stop() {
		this.nodes.forEach(CacheNode::close);
	}

	@Test
	void whatWasReadOnceIsServedWithoutAskingRedis() {
		keep(1);
		assertThat(commandsOf(() -> IntStream.range(0, 100).forEach((i) -> assertThat(read(1)).isOne()))).isZero();
		assertThat(this.loads).hasValue(1);
	}

	@Test
	void nothingIsKeptThatNobodyHasReadHere() {
		CacheNode other = node((settings) -> {
		});
		for (int i = 0; i < 3; i++) {
			read(other, 1);
		}
		assertThat(this.node.cache("numbers").near().orElseThrow().size()).isZero();
		assertThat(read(1)).isOne();
		assertThat(count(Event.HIT)).isOne();
	}

	@Test
	void isOffUnlessAskedFor() {
		CacheNode plain = node((settings) -> settings.near = NearSettings.NONE);
		assertThat(plain.cache("numbers").near()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource
	void anInvalidationByThisProcessIsSeenAtOnce(Consumer<CacheNode> invalidation) {
		for (int i = 0; i < 50; i++) {
			keep(1);
			int before = this.loads.get();
			invalidation.accept(this.node);
			assertThat(read(1)).isEqualTo(before + 1);
		}
	}

	static List<Consumer<CacheNode>> anInvalidationByThisProcessIsSeenAtOnce() {
		return List.of((node) -> node.manager().invalidate(Invalidation.ofTags("tag1")),
				(node) -> node.manager().invalidate(Invalidation.ofKeys("numbers", 1)),
				(node) -> node.cache("numbers").evict(1), (node) -> node.cache("numbers").clear());
	}

	@Test
	void whatThisProcessPutsIsSeenAtOnce() {
		for (int i = 1; i <= 50; i++) {
			keep(1);
			this.node.cache("numbers").put(1, -i);
			assertThat(read(1)).isEqualTo(-i);
			this.node.cache("numbers").evict(1);
		}
	}

	@Test
	void anInvalidationByAnotherProcessEndsWhatItCoversAndNothingElse() {
		CacheNode other = node((settings) -> {
		});
		keep(1);
		int kept = keep(2);
		other.manager().invalidate(Invalidation.ofTags("tag1"));
		int before = this.loads.get();
		Awaitility.await().until(() -> read(1) > before);
		assertThat(commandsOf(() -> assertThat(read(2)).isEqualTo(kept))).isZero();
	}

	@Test
	void missingResultsAreKept() {
		AtomicInteger asked = new AtomicInteger();
		CacheRequest request = CacheRequest.of("nobody", String.class);
		awaitNear(this.node, () -> get(this.node, request, asked.incrementAndGet() > 1 ? "somebody" : null));
		assertThat(commandsOf(() -> assertThat(get(this.node, request, "somebody")).isNull())).isZero();
	}

	@Test
	void callersShareWhatNobodyCanChangeAndNothingElse() {
		CacheRequest fixed = CacheRequest.of("fixed", Fixed.class);
		CacheRequest open = CacheRequest.of("open", Open.class);
		awaitNear(this.node, () -> get(this.node, fixed, new Fixed("a", List.of("b"))));
		awaitNear(this.node, () -> get(this.node, open, new Open("a", List.of("b"))));
		assertThat(commandsOf(() -> {
			assertThat(get(this.node, fixed, null)).isSameAs(get(this.node, fixed, null));
			Open first = (Open) get(this.node, open, null);
			first.names.add("changed");
			assertThat(get(this.node, open, null)).isEqualTo(new Open("a", List.of("b")));
		})).isZero();
	}

	@Test
	void callersShareNothingWhereThatIsSaid() {
		CacheNode never = node((settings) -> settings.near = new NearSettings(10, 0, null, Share.NEVER));
		CacheRequest fixed = CacheRequest.of("fixed", Fixed.class);
		awaitNear(never, () -> get(never, fixed, new Fixed("a", List.of("b"))));
		assertThat(get(never, fixed, null)).isNotSameAs(get(never, fixed, null)).isEqualTo(get(never, fixed, null));
	}

	@Test
	void nothingIsKeptThatCallersCouldChangeWhereSharingIsRequired() {
		CacheNode required = node((settings) -> settings.near = new NearSettings(10, 0, null, Share.REQUIRED));
		CacheRequest open = CacheRequest.of("open", Open.class);
		for (int i = 0; i < 3; i++) {
			get(required, open, new Open("a", List.of("b")));
		}
		assertThat(required.cache("numbers").near().orElseThrow().size()).isZero();
	}

	@Test
	void isKeptNoLongerThanItMayBe() {
		CacheNode brief = node(
				(settings) -> settings.near = new NearSettings(10, 0, Duration.ofMillis(100), Share.AUTO));
		keep(brief, 1);
		Awaitility.await().until(() -> {
			read(brief, 1);
			return brief.cache("numbers").near().orElseThrow().get(Outcome.EXPIRED) > 0;
		});
		assertThat(this.loads).hasValue(1);
	}

	@Test
	void isNotServedPastItsTimeToLive() {
		CacheNode brief = node((settings) -> {
			settings.ttl = Duration.ofMillis(300);
			settings.near = NearSettings.ofSize(10);
		});
		keep(brief, 1);
		int before = this.loads.get();
		Awaitility.await().until(() -> read(brief, 1) > before);
	}

	@Test
	void whatIsStaleIsServedFromRedisWhileItIsRefreshed() {
		CacheNode stale = node((settings) -> {
			settings.ttl = Duration.ofMillis(300);
			settings.staleWhileRevalidate = Duration.ofMinutes(1);
		});
		keep(stale, 1);
		int before = this.loads.get();
		Awaitility.await().until(() -> read(stale, 1) > before);
		assertThat(stale.cache("numbers").statistics().get(Event.STALE)).isPositive();
	}

	@Test
	void isRefreshedEarlyAsFromRedis() {
		CacheNode early = node((settings) -> settings.earlyRefresh = 5e4);
		Awaitility.await().until(() -> {
			get(early, request(1), () -> {
				LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
				return this.loads.incrementAndGet();
			});
			return this.loads.get() > 1 && early.cache("numbers").statistics().get(Event.NEAR) > 3;
		});
	}

	@Test
	void whoeverWantsTheLastStateIsAnsweredByRedis() {
		keep(1);
		CacheRequest strong = new CacheRequest(1, Integer.class, EntryTags.of(List.of("tag1")), null, null,
				(value) -> true)
			.with(Consistency.STRONG);
		assertThat(commandsOf(() -> get(this.node, strong, 0))).isOne();
	}

	@Test
	void whoeverHasATokenIsServedOnceTheRegionIsKnownToHavePassedIt() {
		keep(1);
		ConsistencyContext caller = new ConsistencyContext();
		caller.accept(ConsistencyToken.NONE.and("there", new Position(2, 1)));
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			long served = count(Event.NEAR);
			read(1);
			assertThat(count(Event.NEAR)).as("not passed").isEqualTo(served);
			redis.admin().call("HSET", "{app}:m", "o:0000000000000002", "1");
			this.node.store().passed(Map.of(2L, "there")).join();
			keep(1);
			assertThat(commandsOf(() -> read(1))).as("passed").isZero();
		}
		CacheRequest eventual = new CacheRequest(1, Integer.class, EntryTags.of(List.of("tag1")), null, null,
				(value) -> true)
			.with(Consistency.EVENTUAL);
		caller.accept(ConsistencyToken.NONE.and("there", new Position(2, 9)));
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			assertThat(commandsOf(() -> get(this.node, eventual, 0))).as("eventual").isZero();
		}
	}

	@Test
	void whatATransactionIsAboutToInvalidateIsNotServedToIt() {
		keep(1);
		Transaction transaction = new Transaction(null, false, List.of(), List.of());
		transaction.afterCommit(new AfterCommit(List.of(Scope.tag("tag1")), AfterCommit.Value.NONE,
				() -> CompletableFuture.completedFuture(null), () -> CompletableFuture.completedFuture(null), (ex) -> {
				}, null));
		Object own = this.node.cache("numbers")
			.operations()
			.asyncReads()
			.get(request(1), () -> CompletableFuture.completedFuture(-1), transaction)
			.join();
		assertThat(own).isEqualTo(-1);
		assertThat(commandsOf(() -> assertThat(read(1)).isOne())).as("others").isZero();
	}

	@Test
	void readsOfManyKeysUseIt() {
		IntStream.rangeClosed(1, 3).forEach(this::keep);
		assertThat(commandsOf(() -> assertThat(
				this.node.cache("numbers").getAll(List.of(1, 2, 3), Integer.class, (missing) -> Map.of()))
			.containsOnlyKeys(1, 2, 3))).isZero();
		assertThat(commandsOf(() -> assertThat(
				this.node.cache("numbers").getAll(List.of(1, 2, 4), Integer.class, (missing) -> Map.of(4, 4)))
			.containsOnlyKeys(1, 2, 4))).isPositive();
	}

	@Test
	void otherWaysToReadUseIt() {
		keep(1);
		RegionCache cache = this.node.cache("numbers");
		assertThat(commandsOf(() -> {
			assertThat(cache.get(1, Integer.class)).isOne();
			assertThat(cache.forInvocation(Integer.class, false).get(1).get()).isEqualTo(1);
			assertThat(cache.getAsync(request(1), () -> null).join()).isEqualTo(1);
		})).isLessThanOrEqualTo(2);
	}

	@Test
	void kindsOfCallersAndKeysThatNeedEncodingAreToldApart() {
		for (String country : List.of("DE", "FR")) {
			CacheRequest varied = CacheRequest.of(new VariedKey(1, List.of(country)), String.class);
			awaitNear(this.node, () -> get(this.node, varied, country));
		}
		assertThat(commandsOf(() -> {
			for (String country : List.of("DE", "FR")) {
				CacheRequest varied = CacheRequest.of(new VariedKey(1, List.of(country)), String.class);
				assertThat(get(this.node, varied, "?")).isEqualTo(country);
			}
		})).isZero();
		this.node.cache("numbers").evict(1);
		assertThat(get(this.node, CacheRequest.of(new VariedKey(1, List.of("DE")), String.class), "?")).isEqualTo("?");
	}

	@Test
	void anotherDeclaredTypeIsReadFromRedis() {
		CacheRequest text = CacheRequest.of("a", String.class);
		awaitNear(this.node, () -> get(this.node, text, "value"));
		assertThat(get(this.node, CacheRequest.of("a", Object.class), "?")).isEqualTo("value");
		assertThat(get(this.node, CacheRequest.of("a", Integer.class), 7)).isEqualTo(7);
	}

	@Test
	void isOffWhileAnInvalidationByThisProcessIsDeferred() {
		CacheNode hasty = hasty();
		keep(hasty, 1);
		redis.server().pause();
		try {
			assertThat(hasty.manager().invalidate(Invalidation.ofTags("tag1"))).isEqualTo(InvalidationOutcome.DEFERRED);
			int before = this.loads.get();
			assertThat(read(hasty, 1)).isEqualTo(before + 1);
		}
		finally {
			redis.server().resume();
		}
	}

	@Test
	void isOffWhileTheConnectionIsLost() {
		keep(1);
		redis.server().kill();
		try {
			Awaitility.await()
				.until(() -> this.node.store().lookups().followed(this.node.store().clock().nanos()) == null);
			int before = this.loads.get();
			assertThat(read(1)).isEqualTo(before + 1);
		}
		finally {
			redis.server().restartEmpty();
		}
	}

	@Test
	void nothingIsServedOnceTheServerHasLostItsState() {
		keep(1);
		int before = this.loads.get();
		redis.admin().flushAll();
		Awaitility.await().until(() -> read(1) > before);
	}

	@Test
	void asMuchIsKeptAsFits() {
		CacheNode small = node((settings) -> settings.near = NearSettings.ofSize(10));
		IntStream.range(0, 100).forEach((key) -> {
			read(small, key);
			read(small, key);
		});
		Awaitility.await().until(() -> small.cache("numbers").near().orElseThrow().size() <= 10);
		assertThat(small.cache("numbers").near().orElseThrow().evictions()).isPositive();
		CacheNode light = node((settings) -> settings.near = new NearSettings(0, 1000, null, Share.AUTO));
		IntStream.range(0, 100).forEach((key) -> read(light, key));
		Awaitility.await().until(() -> light.cache("numbers").near().orElseThrow().size() <= 4);
	}

	private CacheNode node(Consumer<Settings> customizer) {
		return node(customizer, Duration.ofSeconds(5));
	}

	private CacheNode hasty() {
		return node((settings) -> {
		}, Duration.ofMillis(200));
	}

	private CacheNode node(Consumer<Settings> customizer, Duration timeout) {
		CacheNode node = CacheNode.with(redis.server().url(), (setup) -> {
			setup.timeout = timeout;
			setup.settings = Settings.of((settings) -> {
				settings.near = NearSettings.ofSize(1000);
				customizer.accept(settings);
			});
		}).awaitAvailable();
		this.nodes.add(node);
		return node;
	}

	private int keep(int key) {
		return keep(this.node, key);
	}

	/**
	 * Read until the answer comes from what the process keeps.
	 */
	private int keep(CacheNode by, int key) {
		return (Integer) awaitNear(by, () -> read(by, key));
	}

	private static Object awaitNear(CacheNode by, Supplier<@Nullable Object> read) {
		Object[] value = new Object[1];
		Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2)).until(() -> {
			long before = by.cache("numbers").statistics().get(Event.NEAR);
			value[0] = read.get();
			return by.cache("numbers").statistics().get(Event.NEAR) > before;
		});
		return value[0];
	}

	private int read(int key) {
		return read(this.node, key);
	}

	private int read(CacheNode by, int key) {
		return (Integer) get(by, request(key), this.loads::incrementAndGet);
	}

	private static CacheRequest request(int key) {
		return new CacheRequest(key, Integer.class, EntryTags.of(List.of("tag" + key)), null, null, (value) -> true);
	}

	private static @Nullable Object get(CacheNode by, CacheRequest request, @Nullable Object loaded) {
		return get(by, request, () -> loaded);
	}

	private static @Nullable Object get(CacheNode by, CacheRequest request, Loader loader) {
		try {
			return by.cache("numbers").get(request, loader);
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	private long count(Event event) {
		return this.node.cache("numbers").statistics().get(event);
	}

	/**
	 * Return how many times entries were read from Redis.
	 */
	private static long commandsOf(Runnable reads) {
		redis.admin().resetStatistics();
		reads.run();
		Map<String, Long> calls = redis.admin().commandCalls();
		return calls.getOrDefault("get", 0L);
	}

	record Fixed(String name, List<String> names) {

		Fixed {
			names = List.copyOf(names);
		}

	}

	record Open(String name, List<String> names) {

	}

}
