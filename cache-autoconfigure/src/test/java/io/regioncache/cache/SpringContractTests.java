package io.regioncache.cache;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.cache.Cache;
import org.springframework.cache.Cache.ValueRetrievalException;
import org.springframework.cache.Cache.ValueWrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for what Spring promises of every {@link Cache}.
 */
class SpringContractTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private CacheNode node;

	private CacheNode other;

	private RegionCache cache;

	@BeforeEach
	void start() {
		this.node = CacheNode.at(redis.server().url());
		this.other = CacheNode.at(redis.server().url());
		this.cache = this.node.cache("texts");
	}

	@AfterEach
	void stop() {
		this.other.close();
		this.node.close();
	}

	@Test
	void knowsItsNameAndWhatItIsMadeOf() {
		assertThat(this.cache.getName()).isEqualTo("texts");
		assertThat(this.cache.getNativeCache()).isSameAs(this.node.store());
		assertThat(this.node.manager().getCacheNames()).containsExactly("texts");
		assertThat(this.node.manager().getCache("texts")).isSameAs(this.cache);
	}

	@Test
	void wrapsWhatIsThere() {
		assertThat(this.cache.get("k")).isNull();
		this.cache.put("k", "v");
		assertThat(wrapped(this.cache.get("k"))).isEqualTo("v");
		this.cache.put("k", null);
		assertThat(Objects.requireNonNull(this.cache.get("k")).get()).isNull();
	}

	@Test
	void complainsAboutAValueOfAnotherClass() {
		this.cache.put("k", "v");
		assertThatIllegalStateException().isThrownBy(() -> this.cache.get("k", Integer.class))
			.withMessage("The cached value is a java.lang.String, not a java.lang.Integer");
		this.cache.put("k", null);
		assertThat(this.cache.get("k", Integer.class)).isNull();
		assertThat(this.cache.get("k", (Class<Object>) null)).isNull();
	}

	@Test
	void callsALoaderForWhatIsMissing() {
		AtomicInteger calls = new AtomicInteger();
		for (int i = 0; i < 2; i++) {
			assertThat(this.cache.get("k", () -> "v" + calls.incrementAndGet())).isEqualTo("v1");
			assertThat(this.cache.get("none", () -> (calls.incrementAndGet() > 9) ? "late" : null)).isNull();
		}
		assertThat(calls).hasValue(2);
	}

	@Test
	void wrapsWhatALoaderThrows() {
		IOException thrown = new IOException();
		assertThatExceptionOfType(ValueRetrievalException.class).isThrownBy(() -> this.cache.get("k", () -> {
			throw thrown;
		})).withCause(thrown).satisfies((ex) -> assertThat(ex.getKey()).isEqualTo("k"));
	}

	@Test
	void asksTheLoaderForAnUnsupportedKey() {
		assertThat(this.cache.get(new Thread(), () -> "v")).isEqualTo("v");
	}

	@Test
	void retrieves() {
		assertThat(Crew.await(this.cache.retrieve("k"))).isNull();
		this.cache.put("k", "v");
		assertThat(wrapped((ValueWrapper) Crew.await(this.cache.retrieve("k")))).isEqualTo("v");
		this.cache.put("k", null);
		assertThat(Crew.await(this.cache.retrieve("k"))).isInstanceOfSatisfying(ValueWrapper.class,
				(wrapper) -> assertThat(wrapper.get()).isNull());
	}

	@Test
	void retrievesWithALoader() {
		AtomicInteger calls = new AtomicInteger();
		for (int i = 0; i < 2; i++) {
			assertThat(Crew.await(
					this.cache.retrieve("k", () -> CompletableFuture.supplyAsync(() -> "v" + calls.incrementAndGet()))))
				.isEqualTo("v1");
		}
		CompletableFuture<@Nullable String> none = this.cache.retrieve("none",
				() -> CompletableFuture.completedFuture(null));
		assertThat((Object) Crew.await(none)).isNull();
	}

	@Test
	void putsOnlyIfAbsent() {
		assertThat(this.cache.putIfAbsent("k", "first")).isNull();
		assertThat(wrapped(this.cache.putIfAbsent("k", "second"))).isEqualTo("first");
		assertThat(this.other.cache("texts").get("k", String.class)).isEqualTo("first");
		this.cache.evict("k");
		assertThat(this.cache.putIfAbsent("k", null)).isNull();
		assertThat(Objects.requireNonNull(this.cache.putIfAbsent("k", "third")).get()).isNull();
	}

	@Test
	void letsOneOfManyPutIfAbsent() {
		try (Crew crew = new Crew()) {
			for (int round = 0; round < 20; round++) {
				String key = "k" + round;
				AtomicInteger next = new AtomicInteger();
				List<Future<@Nullable Object>> callers = new ArrayList<>();
				for (CacheNode node : List.of(this.node, this.other)) {
					callers.addAll(crew.send(8, () -> {
						int mine = next.incrementAndGet();
						ValueWrapper existing = node.cache("numbers").putIfAbsent(key, mine);
						return (existing != null) ? existing.get() : mine;
					}));
				}
				assertThat(Crew.await(callers)).hasSize(16)
					.containsOnly(this.node.cache("numbers").get(key, Integer.class));
			}
			long stored = this.node.cache("numbers").statistics().get(Event.STORED)
					+ this.other.cache("numbers").statistics().get(Event.STORED);
			assertThat(stored).isEqualTo(20);
		}
	}

	@Test
	void tellsWhetherThereWasSomethingToEvict() {
		assertThat(this.cache.evictIfPresent("k")).isFalse();
		this.cache.put("k", "v");
		assertThat(this.cache.evictIfPresent("k")).isTrue();
		assertThat(this.cache.get("k")).isNull();
	}

	@Test
	void invalidatesEverythingOfItsOwn() {
		this.cache.put("k", "v");
		this.node.cache("others").put("k", "v");
		assertThat(this.cache.invalidate()).as("prior presence is not known").isFalse();
		assertThat(this.cache.get("k")).isNull();
		assertThat(wrapped(this.node.cache("others").get("k"))).isEqualTo("v");
	}

	@Test
	void tellsKeysApart() {
		List<Object> keys = List.of(1, "1", "i:1", "{1}", "%7b1%7d", "a:b", "a b", "a%20b", "\n", List.of(1));
		keys.forEach((key) -> this.cache.put(key, key.toString() + key.getClass()));
		keys.forEach((key) -> assertThat(this.other.cache("texts").get(key, String.class))
			.isEqualTo(key.toString() + key.getClass()));
	}

	@Test
	void storesThroughAViewUnderTheLeaseOfItsMiss() {
		Cache view = this.cache.forInvocation(String.class, false);
		assertThat(view.get("k")).isNull();
		this.other.cache("texts").evict("k");
		view.put("k", "old");
		assertThat(this.cache.get("k")).isNull();
		Cache next = this.cache.forInvocation(String.class, false);
		assertThat(next.get("k")).isNull();
		next.put("k", "new");
		assertThat(this.other.cache("texts").get("k", String.class)).isEqualTo("new");
	}

	@Test
	void storesNothingThroughAViewWhoseKeyHasChanged() {
		Cache view = this.cache.forInvocation(String.class, false);
		List<String> key = new ArrayList<>(List.of("b", "a"));
		assertThat(view.get(key)).isNull();
		key.sort(null);
		view.put(key, "of b, a");
		assertThat(this.cache.get(List.of("a", "b"))).isNull();
		assertThat(this.cache.get(List.of("b", "a"))).isNull();
		assertThat(this.cache.statistics().get(Event.REFUSED_KEY)).isOne();
	}

	@Test
	void storesThroughAViewUnderTheLeaseTakenForAPut() {
		Cache view = this.cache.forInvocation(String.class, true);
		this.other.cache("texts").evict("k");
		view.put("k", "old");
		assertThat(this.cache.get("k")).isNull();
	}

	@Test
	void readsThroughAViewAsItsType() {
		this.cache.put("k", "v");
		Cache view = this.other.cache("texts").forInvocation(String.class, false);
		assertThat(view.getName()).isEqualTo("texts");
		assertThat(view.getNativeCache()).isSameAs(this.other.store());
		assertThat(wrapped(view.get("k"))).isEqualTo("v");
		assertThat(wrapped((ValueWrapper) Crew.await(view.retrieve("k")))).isEqualTo("v");
		assertThat(wrapped(view.putIfAbsent("k", "w"))).isEqualTo("v");
		assertThat(view.evictIfPresent("k")).isTrue();
		assertThat(view.get("k", () -> "x")).isEqualTo("x");
		view.clear();
		assertThat(view.get("k", String.class)).isNull();
	}

	private static @Nullable Object wrapped(@Nullable ValueWrapper wrapper) {
		return Objects.requireNonNull(wrapper).get();
	}

}
