package io.regioncache.cache;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.put.PendingPut;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what an invalidation has overtaken is never served, however late it is
 * stored.
 */
class LeaseRuleTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final Crew crew = new Crew();

	@AutoClose
	private CacheNode here;

	@AutoClose
	private CacheNode there;

	@BeforeEach
	void start() {
		CacheSettings settings = Settings.of((it) -> {
		});
		this.here = CacheNode.at(redis.server().url(), settings).awaitAvailable();
		this.there = CacheNode.at(redis.server().url(), settings).awaitAvailable();
	}

	@AfterEach
	void stop() {
		this.crew.close();
	}

	static Stream<Named<Consumer<CacheNode>>> invalidations() {
		return Stream.of(Named.of("evict", (node) -> node.cache("texts").evict("k")),
				Named.of("clear", (node) -> node.cache("texts").clear()),
				Named.of("tag", (node) -> node.manager().invalidate(Invalidation.ofTags("known"))),
				Named.of("tag of the result", (node) -> node.manager().invalidate(Invalidation.ofTags("of:old"))),
				Named.of("everything", (node) -> node.manager().invalidate(Invalidation.ofEverything())),
				Named.of("put", (node) -> node.cache("texts").put("k", "new")),
				Named.of("flush", (node) -> redis.admin().flushAll()));
	}

	@ParameterizedTest
	@MethodSource("invalidations")
	void overtakesALoadOfThisNode(Consumer<CacheNode> invalidation) throws Throwable {
		assertNeverServed(this.here, invalidation);
	}

	@ParameterizedTest
	@MethodSource("invalidations")
	void overtakesALoadOfAnotherNode(Consumer<CacheNode> invalidation) throws Throwable {
		assertNeverServed(this.there, invalidation);
	}

	private void assertNeverServed(CacheNode invalidator, Consumer<CacheNode> invalidation) throws Throwable {
		Gate gate = new Gate();
		Future<@Nullable Object> early = this.crew.send(() -> this.here.cache("texts").get(request(), () -> {
			gate.pass();
			return "old";
		}));
		gate.awaitReached();
		invalidation.accept(invalidator);
		gate.open();
		assertThat(Crew.await(early)).isEqualTo("old");
		for (CacheNode node : List.of(this.here, this.there)) {
			assertThat(node.cache("texts").get(request(), () -> "new")).isEqualTo("new");
		}
	}

	@ParameterizedTest
	@MethodSource("invalidations")
	void keepsLaterCallersFromJoiningALoadThatBeganBefore(Consumer<CacheNode> invalidation) throws Throwable {
		assertNotJoined(request(), invalidation);
	}

	@ParameterizedTest
	@MethodSource("invalidationsOfWhatIsKnown")
	void keepsThemFromJoiningAlsoIfNoTagDependsOnTheResult(Consumer<CacheNode> invalidation) throws Throwable {
		CacheRequest tagged = new CacheRequest("k", String.class, EntryTags.of(List.of("known")), null, null,
				(value) -> true);
		assertNotJoined(tagged, invalidation);
	}

	static Stream<Named<Consumer<CacheNode>>> invalidationsOfWhatIsKnown() {
		return invalidations().filter((invalidation) -> !invalidation.getName().equals("tag of the result"));
	}

	private void assertNotJoined(CacheRequest request, Consumer<CacheNode> invalidation) throws Throwable {
		Gate gate = new Gate();
		Future<@Nullable Object> early = this.crew.send(() -> this.here.cache("texts").get(request, () -> {
			gate.pass();
			return "old";
		}));
		gate.awaitReached();
		invalidation.accept(this.there);
		Future<@Nullable Object> late = this.crew.send(() -> this.here.cache("texts").get(request, () -> "new"));
		RegionCache cache = this.here.cache("texts");
		Awaitility.await().until(() -> cache.statistics().get(Event.MISS) + cache.statistics().get(Event.HIT) == 2);
		gate.open();
		assertThat(Crew.await(late)).isEqualTo("new");
		assertThat(Crew.await(early)).isEqualTo("old");
	}

	@Test
	void keepsCallersFromSharingAnUncachedResultWhoseTagWasInvalidated() throws Throwable {
		Gate gate = new Gate();
		CacheRequest uncached = new CacheRequest("k", String.class, tags(), null, null, (value) -> false);
		Future<@Nullable Object> early = this.crew.send(() -> this.here.cache("texts").get(uncached, () -> {
			gate.pass();
			return "old";
		}));
		gate.awaitReached();
		this.there.manager().invalidate(Invalidation.ofTags("of:old"));
		Future<@Nullable Object> late = this.crew.send(() -> this.here.cache("texts").get(uncached, () -> "new"));
		Awaitility.await().until(() -> this.here.cache("texts").statistics().get(Event.MISS) == 2);
		gate.open();
		assertThat(Crew.await(late)).isEqualTo("new");
		assertThat(Crew.await(early)).isEqualTo("old");
	}

	@Test
	void honorsATagThatOnlyTheValueTells() throws Throwable {
		this.here.cache("texts").get(request(), () -> "old");
		for (CacheNode node : List.of(this.here, this.there)) {
			assertThat(node.cache("texts").get(request(), () -> "new")).isEqualTo("old");
		}
		try (CacheNode newcomer = CacheNode.at(redis.server().url())) {
			this.here.manager().invalidate(Invalidation.ofTags("of:old"));
			assertThat(newcomer.cache("texts").get(request(), () -> "new")).isEqualTo("new");
		}
		assertThat(this.there.cache("texts").get(request(), () -> "newer")).isEqualTo("new");
	}

	@Test
	void keepsEntriesThatAnInvalidationDoesNotCover() throws Throwable {
		this.here.cache("texts").get(request(), () -> "old");
		this.here.manager().invalidate(Invalidation.ofTags("other", "of:new"));
		this.here.cache("texts").evict("other");
		this.here.cache("others").clear();
		assertThat(this.there.cache("texts").get(request(), () -> "new")).isEqualTo("old");
	}

	@Test
	void doesNotStoreAPutThatWasOvertaken() {
		PendingPut slow = this.here.cache("texts").beginPut();
		this.there.cache("texts").put("k", "new");
		slow.complete(request(), "old");
		assertThat(this.here.cache("texts").get("k")).isNull();
		assertThat(this.there.cache("texts").get("k")).isNull();
	}

	@Test
	void doesNotStoreAPutWhoseTagWasInvalidatedMeanwhile() {
		PendingPut slow = this.here.cache("texts").beginPut();
		this.there.manager().invalidate(Invalidation.ofTags("of:old"));
		slow.complete(request(), "old");
		assertThat(this.there.cache("texts").get("k")).isNull();
	}

	@Test
	void showsEachChangeAtOnceOnTheOtherNode() {
		RegionCache mine = this.here.cache("texts");
		RegionCache other = this.there.cache("texts");
		mine.put("k", "a");
		assertThat(other.get("k", String.class)).isEqualTo("a");
		other.put("k", "b");
		assertThat(mine.get("k", String.class)).isEqualTo("b");
		mine.evict("k");
		assertThat(other.get("k")).isNull();
		assertThat(other.putIfAbsent("k", "c")).isNull();
		assertThat(mine.get("k", String.class)).isEqualTo("c");
		mine.clear();
		assertThat(other.get("k")).isNull();
	}

	private static CacheRequest request() {
		return new CacheRequest("k", String.class, tags(), null, null, (value) -> true);
	}

	private static EntryTags tags() {
		return new EntryTags() {

			@Override
			public Collection<String> known() {
				return List.of("known");
			}

			@Override
			public Collection<String> of(@Nullable Object value) {
				return List.of("known", "of:" + value);
			}

		};
	}

}
