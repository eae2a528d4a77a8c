package io.regioncache.cache.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.cache.CacheNode;
import io.regioncache.cache.Counting;
import io.regioncache.cache.Crew;
import io.regioncache.cache.Gate;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.Settings;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for loads that read cached values themselves.
 */
class InheritedLeaseTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final Crew crew = new Crew();

	private CacheNode node;

	private RegionCache outer;

	private RegionCache inner;

	@BeforeEach
	void start() {
		this.node = CacheNode.at(redis.server().url(), Settings.of((it) -> {
			it.maxConcurrentLoads = 1;
			it.lockWait = Duration.ofMillis(500);
		}));
		this.outer = this.node.cache("outer");
		this.inner = this.node.cache("inner");
	}

	@AfterEach
	void stop() {
		this.crew.close();
		this.node.close();
	}

	static Stream<Named<Function<RegionCache, @Nullable Object>>> reads() {
		return Stream
			.of(Named.of("get", (cache) -> call(() -> cache.get(CacheRequest.of("i", String.class), () -> "inner"))),
					Named.of("lookup", (cache) -> cache.get("i", String.class)),
					Named.of("wrapper", (cache) -> cache.get("i").get()),
					Named.of("callable", (cache) -> cache.get("i", () -> "inner")),
					Named.of("view", (cache) -> cache.forInvocation(String.class, false).get("i").get()),
					Named.of("async",
							(cache) -> cache.getAsync(CacheRequest.of("i", String.class),
									() -> CompletableFuture.completedFuture("inner"))
								.join()),
					Named.of("putIfAbsent", (cache) -> cache.putIfAbsent("i", "inner").get()));
	}

	/**
	 * The inner value is older than the invalidation of a tag that only the outer one
	 * carries: an outer value made of it must not count as newer.
	 */
	@ParameterizedTest
	@MethodSource("reads")
	void inheritsTheLeaseOfACachedValueItReads(Function<RegionCache, @Nullable Object> read) throws Throwable {
		this.inner.get(CacheRequest.of("i", String.class), () -> "inner");
		this.node.manager().invalidate(Invalidation.ofTags("outer"));
		Counting origin = Counting.by((load) -> read.apply(this.inner) + "+" + load);
		assertThat(this.outer.get(request(), origin)).isEqualTo("inner+1");
		assertThat(this.outer.get(request(), origin)).isEqualTo("inner+2");
		this.inner.put("i", "newer");
		assertThat(this.outer.get(request(), origin)).isEqualTo("newer+3");
		assertThat(this.outer.get(request(), origin)).isEqualTo("newer+3");
	}

	@Test
	void inheritsTheLeaseThroughSeveralLevels() throws Throwable {
		this.inner.get(CacheRequest.of("i", String.class), () -> "inner");
		this.node.manager().invalidate(Invalidation.ofTags("outer"));
		RegionCache middle = this.node.cache("middle");
		Counting origin = Counting.by((load) -> call(() -> middle.get(CacheRequest.of("m", String.class),
				() -> this.inner.get("i", String.class) + "+" + load)));
		assertThat(this.outer.get(request(), origin)).isEqualTo("inner+1");
		this.outer.get(request(), origin);
		assertThat(origin.loads()).isEqualTo(2);
	}

	@Test
	void isAsStaleAsTheStaleValueItReads() throws Throwable {
		CacheRequest tagged = new CacheRequest("i", String.class, EntryTags.of(List.of("outer")), null, null,
				(value) -> true);
		this.inner.get(tagged, () -> "old");
		this.node.manager()
			.invalidate(new Invalidation(List.of(), List.of("outer"), List.of(), false, InvalidationMode.STALE,
					InvalidationRegions.ALL));
		Gate refresh = new Gate();
		this.outer.get(request(), () -> this.inner.get(tagged, () -> {
			refresh.pass();
			return "new";
		}));
		Counting origin = Counting.always("new");
		this.outer.get(request(), origin);
		Awaitility.await().until(() -> origin.loads() == 1);
		refresh.open();
	}

	@Test
	void mayBeOfTheSameCache() throws Throwable {
		Object value = this.outer.get(CacheRequest.of(1, String.class),
				() -> this.outer.get(CacheRequest.of(2, String.class), () -> "leaf") + "+root");
		assertThat(value).isEqualTo("leaf+root");
	}

	@Test
	void mayAskForTheVeryKeyItLoads() throws Throwable {
		Object value = this.outer.get(request(), () -> this.outer.get(request(), () -> "leaf") + "+root");
		assertThat(value).isEqualTo("leaf+root");
		assertThat(this.outer.get(request(), () -> "late")).isIn("leaf+root", "leaf");
	}

	@Test
	void waitsForABoundedTimeInACircleOfTwoThreads() {
		Gate first = new Gate();
		Gate second = new Gate();
		try (CacheNode roomy = CacheNode.at(redis.server().url(),
				Settings.of((it) -> it.lockWait = Duration.ofMillis(300)))) {
			Future<@Nullable Object> one = this.crew.send(() -> circle(roomy, "a", "b", first));
			Future<@Nullable Object> two = this.crew.send(() -> circle(roomy, "b", "a", second));
			call(first::awaitReached);
			call(second::awaitReached);
			first.open();
			second.open();
			// Whose wait ends second may find what the other has loaded meanwhile
			assertThat(Crew.await(one)).isIn("a+b", "a+b+a");
			assertThat(Crew.await(two)).isIn("b+a", "b+a+b");
		}
	}

	private static @Nullable Object circle(CacheNode node, String key, String other, Gate gate) throws Throwable {
		return node.cache("circle").get(CacheRequest.of(key, String.class), () -> {
			gate.pass();
			return key + "+" + node.cache("circle").get(CacheRequest.of(other, String.class), () -> other);
		});
	}

	private static CacheRequest request() {
		return new CacheRequest("o", String.class, EntryTags.of(List.of("outer")), null, null, (value) -> true);
	}

	private static @Nullable Object call(Loader loader) {
		try {
			return loader.load();
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

}
