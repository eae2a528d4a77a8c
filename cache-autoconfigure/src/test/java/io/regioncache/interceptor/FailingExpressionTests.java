package io.regioncache.interceptor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.interceptor.KeyGenerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What becomes of calls whose expressions fail: reads are answered, and writes say that
 * something was not invalidated.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailingExpressionTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@RegisterExtension
	final RegionCaches caches = new RegionCaches(redis);

	/** Only at the call it shows that its getter is not public. */
	private static final Object OWNER = new Owner();

	@Test
	void aReadWhoseKeyFailsIsAnsweredByItsBody(CapturedOutput output) {
		isAnswered("keys", Shop::key, (shop, owner) -> shop.keyLater(owner).join(),
				(shop, owner) -> shop.keyInMono(owner).block(), (shop, owner) -> shop.keyInFlux(owner).blockLast());
		assertThat(output).containsOnlyOnce("A call bypasses cache 'keys': @RegionCached on " + Shop.class.getName()
				+ ".key: key = \"#owner.id\" cannot be evaluated: EL1008E");
	}

	@Test
	void aReadWhoseConditionFailsIsAnsweredByItsBody(CapturedOutput output) {
		isAnswered("conditions", Shop::condition, (shop, owner) -> shop.conditionLater(owner).join(),
				(shop, owner) -> shop.conditionInMono(owner).block(),
				(shop, owner) -> shop.conditionInFlux(owner).blockLast());
		assertThat(output).containsOnlyOnce("A call bypasses cache 'conditions': @RegionCached on ");
	}

	@Test
	void aReadWhoseKeyGeneratorFailsIsAnsweredByItsBody() {
		isAnswered("generated", Shop::generated);
	}

	@Test
	void aReadWhoseTagsFailIsAnsweredByItsBody() {
		run((shop) -> {
			assertThat(shop.tags(OWNER)).isEqualTo("1");
			assertThat(shop.tags(OWNER)).isEqualTo("2");
			assertThat(this.caches.manager().getCache("tags").statistics().get(Event.REFUSED_VALUE)).isEqualTo(2);
		});
	}

	@Test
	void aFailureOfTheBodyIsStillItsOwn() {
		run((shop) -> assertThatIllegalStateException().isThrownBy(() -> shop.failing(OWNER)).withMessage("own"));
	}

	@Test
	void aWriteWhoseExpressionsFailSaysSoAfterAllElseIsDone() {
		run((shop) -> {
			assertThat(shop.tagged()).isEqualTo("1");
			assertThatIllegalStateException().isThrownBy(() -> shop.invalidateByTag(OWNER))
				.withMessageContaining("tags = \"owner:#{#owner.id}\" cannot be evaluated");
			assertThat(shop.tagged()).isEqualTo("2");
			assertThatIllegalStateException().isThrownBy(() -> shop.invalidateByKey(OWNER))
				.withMessageContaining("key = \"#owner.id\" cannot be evaluated");
			assertThat(shop.tagged()).isEqualTo("3");
			assertThatIllegalStateException().isThrownBy(() -> shop.put(OWNER))
				.withMessageContaining("key = \"#owner.id\" cannot be evaluated");
			assertThat(shop.bodies()).as("each body has run").isEqualTo(3);
		});
	}

	@Test
	void whatMayBeReadIsNotRefusedAtStart() {
		TestSpecs specs = new TestSpecs();
		assertThat(specs.specs().isAnnotated(Readable.class)).isTrue();
		Readable readable = new Readable();
		List<Object> keys = new ArrayList<>();
		for (String method : List.of("record", "open", "hidden", "map", "list", "array", "base", "any", "optional")) {
			Object argument = readable.argument(method);
			EntrySpec entry = specs.read(Readable.class, method).cached();
			keys.add(entry.request(TestSpecs.call(Readable.class, method, argument)).key());
		}
		assertThat(keys).containsExactly(1L, 2L, 3L, "b", 1, 2, 5L, 5L, 1L);
	}

	@SafeVarargs
	private void isAnswered(String cache, BiFunction<Shop, Object, String>... reads) {
		run((shop) -> {
			for (int i = 0; i < reads.length; i++) {
				assertThat(reads[i].apply(shop, OWNER)).isEqualTo(String.valueOf(2 * i + 1));
				assertThat(reads[i].apply(shop, OWNER)).isEqualTo(String.valueOf(2 * i + 2));
			}
			assertThat(this.caches.manager().getCache(cache).statistics().get(Event.REFUSED_KEY))
				.isEqualTo(2 * reads.length);
		});
	}

	private void run(Consumer<Shop> test) {
		this.caches.runner()
			.withBean(Shop.class)
			.withBean("broken", KeyGenerator.class, () -> (target, method, args) -> {
				throw new IllegalArgumentException("no key today");
			})
			.run((context) -> test.accept(context.getBean(Shop.class)));
	}

	static class Owner {

		long getId() {
			return 4;
		}

	}

	static class PublicOwner extends Owner {

		@Override
		public long getId() {
			return 5;
		}

	}

	static class Shop {

		private final AtomicInteger calls = new AtomicInteger();

		private final AtomicInteger bodies = new AtomicInteger();

		int bodies() {
			return this.bodies.get();
		}

		private String next() {
			return String.valueOf(this.calls.incrementAndGet());
		}

		@RegionCached(cacheNames = "keys", key = "#owner.id")
		public String key(Object owner) {
			return next();
		}

		@RegionCached(cacheNames = "keys", key = "#owner.id")
		public CompletableFuture<String> keyLater(Object owner) {
			return CompletableFuture.completedFuture(next());
		}

		@RegionCached(cacheNames = "keys", key = "#owner.id")
		public Mono<String> keyInMono(Object owner) {
			return Mono.fromSupplier(this::next);
		}

		@RegionCached(cacheNames = "keys", key = "#owner.id")
		public Flux<String> keyInFlux(Object owner) {
			return Flux.defer(() -> Flux.just(next()));
		}

		@RegionCached(cacheNames = "conditions", key = "1", condition = "#owner.id > 0")
		public String condition(Object owner) {
			return next();
		}

		@RegionCached(cacheNames = "conditions", key = "1", condition = "#owner.id > 0")
		public CompletableFuture<String> conditionLater(Object owner) {
			return CompletableFuture.completedFuture(next());
		}

		@RegionCached(cacheNames = "conditions", key = "1", condition = "#owner.id > 0")
		public Mono<String> conditionInMono(Object owner) {
			return Mono.fromSupplier(this::next);
		}

		@RegionCached(cacheNames = "conditions", key = "1", condition = "#owner.id > 0")
		public Flux<String> conditionInFlux(Object owner) {
			return Flux.defer(() -> Flux.just(next()));
		}

		@RegionCached(cacheNames = "generated", keyGenerator = "broken")
		public String generated(Object owner) {
			return next();
		}

		@RegionCached(cacheNames = "tags", key = "1", tags = "owner:#{#owner.id}")
		public String tags(Object owner) {
			return next();
		}

		@RegionCached(cacheNames = "failing", key = "#owner.id")
		public String failing(Object owner) {
			throw new IllegalStateException("own");
		}

		@RegionCached(cacheNames = "tagged", tags = "tagged")
		public String tagged() {
			return next();
		}

		@Invalidates(tags = "tagged")
		@Invalidates(tags = "owner:#{#owner.id}")
		public void invalidateByTag(Object owner) {
			this.bodies.incrementAndGet();
		}

		@Invalidates(cacheNames = "keys", key = "#owner.id")
		@Invalidates(tags = "tagged")
		public void invalidateByKey(Object owner) {
			this.bodies.incrementAndGet();
		}

		@RegionPut(cacheNames = "keys", key = "#owner.id")
		public String put(Object owner) {
			this.bodies.incrementAndGet();
			return "put";
		}

	}

	record Item(long id, Optional<Item> parent) {
	}

	static class Open {

		public final long id = 2;

	}

	private static final class Hidden {

		public long getId() {
			return 3;
		}

	}

	abstract static class Base {

		long getId() {
			return 4;
		}

	}

	static class Derived extends Base {

		@Override
		public long getId() {
			return 5;
		}

	}

	static class Readable {

		Object argument(String method) {
			return switch (method) {
				case "record", "optional" -> new Item(1, Optional.of(new Item(1, Optional.empty())));
				case "open" -> new Open();
				case "hidden" -> new Hidden();
				case "map" -> Map.of("a", "b");
				case "list" -> new ArrayList<>(List.of(1));
				case "array" -> new int[2];
				case "base" -> new Derived();
				default -> new PublicOwner();
			};
		}

		@RegionCached(cacheNames = "readable", key = "#item.id")
		public String record(Item item) {
			return "";
		}

		@RegionCached(cacheNames = "readable", key = "#open.id")
		public String open(Open open) {
			return "";
		}

		@RegionCached(cacheNames = "readable", key = "#hidden.id")
		public String hidden(Hidden hidden) {
			return "";
		}

		@RegionCached(cacheNames = "readable", key = "#map['a']")
		public String map(Map<String, String> map) {
			return "";
		}

		@RegionCached(cacheNames = "readable", key = "#list.size()")
		public String list(ArrayList<Integer> list) {
			return "";
		}

		@RegionCached(cacheNames = "readable", key = "#array.length")
		public String array(int[] array) {
			return "";
		}

		@RegionCached(cacheNames = "readable", key = "#base.id")
		public String base(Base base) {
			return "";
		}

		@RegionCached(cacheNames = "readable", key = "#any.id")
		public String any(Object any) {
			return "";
		}

		@RegionCached(cacheNames = "readable", key = "#item.parent?.id")
		public String optional(Item item) {
			return "";
		}

	}

}
