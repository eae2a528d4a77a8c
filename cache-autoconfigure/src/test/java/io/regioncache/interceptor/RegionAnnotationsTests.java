package io.regioncache.interceptor;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What annotated methods that return their value at once do to the caches of a region.
 */
class RegionAnnotationsTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@RegisterExtension
	final RegionCaches caches = new RegionCaches(redis);

	@Test
	void aResultIsCachedUnderItsKey() {
		run((shop) -> {
			assertThat(shop.find(1)).isEqualTo(new Product(1, "furniture", 1));
			assertThat(shop.find(1)).isEqualTo(new Product(1, "furniture", 1));
			assertThat(shop.find(2)).isEqualTo(new Product(2, "furniture", 2));
			assertThat(shop.loads()).isEqualTo(2);
		});
	}

	@Test
	void whatLooksLikeNothingIsCached() {
		run((shop) -> {
			for (String value : new String[] { "", "0", "false", null }) {
				assertThat(shop.echo(value)).isEqualTo(value);
				assertThat(shop.echo(value)).isEqualTo(value);
			}
			assertThat(shop.loads()).isEqualTo(4);
			assertThat(shop.zero()).isZero();
			assertThat(shop.zero()).isZero();
			assertThat(shop.loads()).isEqualTo(5);
		});
	}

	@Test
	void aTagOfTheArgumentInvalidates() {
		run((shop) -> {
			shop.find(1);
			shop.find(2);
			shop.update(1, "garden");
			assertThat(shop.find(1)).isEqualTo(new Product(1, "garden", 3));
			assertThat(shop.find(2).version()).isEqualTo(2);
		});
	}

	@Test
	void aTagOfTheResultInvalidates() {
		run((shop) -> {
			shop.find(1);
			shop.find(2);
			this.caches.manager().invalidate(Invalidation.ofTags("category:furniture"));
			assertThat(shop.find(1).version()).isEqualTo(3);
			assertThat(shop.find(2).version()).isEqualTo(4);
			this.caches.manager().invalidate(Invalidation.ofTags("category:garden"));
			assertThat(shop.find(1).version()).isEqualTo(3);
		});
	}

	@Test
	void aKeyAndAWholeCacheInvalidate() {
		run((shop) -> {
			shop.find(1);
			shop.find(2);
			shop.drop(1);
			assertThat(shop.find(1).version()).isEqualTo(3);
			assertThat(shop.find(2).version()).isEqualTo(2);
			shop.dropAll();
			assertThat(shop.find(2).version()).isEqualTo(4);
		});
	}

	@Test
	void aMethodThatThrowsInvalidatesNothingAndItsExceptionIsItsOwn() {
		run((shop) -> {
			shop.find(1);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> shop.fail(1)).isSameAs(Shop.FAILURE);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> shop.failingFind(1)).isSameAs(Shop.FAILURE);
			assertThat(shop.find(1).version()).isOne();
		});
	}

	@Test
	void aConditionBypassesTheCache() {
		run((shop) -> {
			assertThat(shop.positive(-1)).isOne();
			assertThat(shop.positive(-1)).isEqualTo(2);
			assertThat(shop.positive(1)).isEqualTo(3);
			assertThat(shop.positive(1)).isEqualTo(3);
		});
	}

	@Test
	void unlessKeepsAResultOut() {
		run((shop) -> {
			assertThat(shop.even(1)).isOne();
			assertThat(shop.even(1)).isEqualTo(2);
			assertThat(shop.even(1)).isEqualTo(2);
		});
	}

	@Test
	void anOptionalIsStoredAsItsValue() {
		run((shop) -> {
			assertThat(shop.maybe(1)).contains(new Product(1, "furniture", 1));
			assertThat(shop.maybe(1)).contains(new Product(1, "furniture", 1));
			assertThat(shop.maybe(0)).isEmpty();
			assertThat(shop.maybe(0)).isEmpty();
			assertThat(shop.loads()).isEqualTo(2);
			assertThat(shop.find(1).version()).isEqualTo(1);
		});
	}

	@Test
	void genericsOfTheReturnTypeAreKept() {
		run((shop) -> {
			Map<String, List<Product>> loaded = shop.byCategory();
			Map<String, List<Product>> cached = shop.byCategory();
			assertThat(cached).isEqualTo(loaded).isNotSameAs(loaded);
			assertThat(shop.loads()).isEqualTo(1);
		});
	}

	@Test
	void severalCachesAreAskedInTurnAndFilledFromEachOther() {
		run((shop) -> {
			assertThat(shop.far(1)).isOne();
			assertThat(shop.layered(1)).isOne();
			this.caches.manager().getCache("far").clear();
			assertThat(shop.layered(1)).isOne();
			assertThat(shop.far(1)).isEqualTo(2);
			this.caches.manager().getCache("near").clear();
			assertThat(shop.layered(1)).isEqualTo(2);
		});
	}

	@Test
	void aPutAlwaysCallsTheMethodAndIsReadNext() {
		run((shop) -> {
			shop.find(1);
			Product put = shop.save(new Product(1, "kitchen", 0));
			assertThat(put.version()).isEqualTo(2);
			assertThat(shop.find(1)).isEqualTo(put);
			assertThat(shop.save(new Product(1, "kitchen", 0)).version()).isEqualTo(3);
			assertThat(shop.find(1).version()).isEqualTo(3);
			this.caches.manager().invalidate(Invalidation.ofTags("category:kitchen"));
			assertThat(shop.find(1).version()).isEqualTo(4);
		});
	}

	@Test
	void aPutWhoseResultStaysOutInvalidatesItsKey() {
		run((shop) -> {
			shop.find(1);
			shop.save(new Product(1, "secret", 0));
			assertThat(shop.find(1)).isEqualTo(new Product(1, "furniture", 3));
		});
	}

	@Test
	void aPutOfNothingThatStaysOutNeedsNoKey() {
		run((shop) -> {
			shop.find(1);
			assertThat(shop.saveIfAny(null)).isNull();
			assertThat(shop.find(1).version()).isOne();
			assertThat(shop.saveIfAny(new Product(1, "furniture", 7))).isNotNull();
			assertThat(shop.find(1).version()).isEqualTo(7);
			assertThatIllegalStateException().isThrownBy(() -> shop.saveAny(null))
				.withMessageContaining("saveAny: key = \"#result.id\" cannot be evaluated");
		});
	}

	@Test
	void nullIsNoPrimitiveValueThoughAnotherMethodHasStoredIt() {
		run((shop) -> {
			assertThat(shop.boxed(1)).isNull();
			assertThat(shop.bare(1)).isEqualTo(2);
			assertThat(shop.bare(1)).isEqualTo(2);
			assertThat(shop.boxed(1)).isEqualTo(2);
		});
	}

	@Test
	void aPutIsRefusedIfItWasOvertaken() {
		run((shop) -> {
			shop.onLoad(() -> this.caches.manager().invalidate(Invalidation.ofTags("category:kitchen")));
			shop.save(new Product(1, "kitchen", 0));
			assertThat(shop.find(1)).isEqualTo(new Product(1, "furniture", 2));
		});
	}

	@Test
	void aLoadIsRefusedIfItWasOvertaken() {
		run((shop) -> {
			shop.onLoad(() -> this.caches.manager().invalidate(Invalidation.ofTags("product:1")));
			assertThat(shop.find(1).version()).isOne();
			shop.onLoad(() -> {
			});
			assertThat(shop.find(1).version()).isEqualTo(2);
			assertThat(shop.find(1).version()).isEqualTo(2);
		});
	}

	@Test
	void aCachedMethodInvalidatesOnlyWhenItRan() {
		run((shop) -> {
			shop.find(1);
			shop.findAndDrop(5);
			assertThat(shop.find(1).version()).isEqualTo(3);
			shop.findAndDrop(5);
			assertThat(shop.find(1).version()).isEqualTo(3);
		});
	}

	@Test
	void aTagThatCannotBeEvaluatedCostsTheEntryAndNotTheAnswer() {
		run((shop) -> {
			assertThat(shop.badTag("x")).isOne();
			assertThat(shop.badTag("x")).isEqualTo(2);
		});
	}

	@Test
	void anInvalidationThatCannotBeEvaluatedDoesNotHinderTheOthers() {
		run((shop) -> {
			shop.find(1);
			assertThatIllegalStateException().isThrownBy(() -> shop.badInvalidation("x"))
				.withMessageContaining("tags = \"x:#{#text.none()}\" cannot be evaluated");
			assertThat(shop.find(1).version()).isEqualTo(2);
		});
	}

	@Test
	void argumentsThatChangeDuringTheCallKeepTheirTags() {
		run((shop) -> {
			List<String> tags = new java.util.ArrayList<>(List.of("a"));
			shop.mutating(tags);
			this.caches.manager().invalidate(Invalidation.ofTags("a"));
			assertThat(shop.mutating(new java.util.ArrayList<>(List.of("a")))).isEqualTo(2);
		});
	}

	@Test
	void aCallWithinTheBeanIsNotIntercepted() {
		run((shop) -> {
			assertThat(shop.self(1).version()).isOne();
			assertThat(shop.self(1).version()).isEqualTo(2);
		});
	}

	private void run(Consumer<Shop> test) {
		this.caches.runner().withBean(Shop.class).run((context) -> test.accept(context.getBean(Shop.class)));
	}

	record Product(long id, String category, int version) {
	}

	static class Shop {

		static final IOException FAILURE = new IOException("no");

		private final AtomicInteger loads = new AtomicInteger();

		private final Map<Long, String> categories = new ConcurrentHashMap<>();

		private volatile Runnable onLoad = () -> {
		};

		int loads() {
			return this.loads.get();
		}

		void onLoad(Runnable onLoad) {
			this.onLoad = onLoad;
		}

		@RegionCached(cacheNames = "products", key = "#id",
				tags = { "products", "product:#{#id}", "category:#{#result.category}" })
		public Product find(long id) {
			return load(id);
		}

		Product load(long id) {
			Product product = new Product(id, this.categories.getOrDefault(id, "furniture"),
					this.loads.incrementAndGet());
			this.onLoad.run();
			return product;
		}

		@Invalidates(tags = "product:#{#id}")
		public void update(long id, String category) {
			this.categories.put(id, category);
		}

		@Invalidates(cacheNames = "products", key = "#id")
		public void drop(long id) {
		}

		@Invalidates(cacheNames = "products", allEntries = true)
		public void dropAll() {
		}

		@Invalidates(tags = "product:#{#id}")
		public void fail(long id) throws IOException {
			throw FAILURE;
		}

		@RegionCached("failing")
		public String failingFind(long id) throws IOException {
			throw FAILURE;
		}

		@RegionCached("echo")
		public @Nullable String echo(@Nullable String value) {
			this.loads.incrementAndGet();
			return value;
		}

		@RegionCached("zero")
		public int zero() {
			this.loads.incrementAndGet();
			return 0;
		}

		@RegionCached(cacheNames = "positive", condition = "#number > 0")
		public int positive(int number) {
			return this.loads.incrementAndGet();
		}

		@RegionCached(cacheNames = "even", unless = "#result % 2 == 1")
		public int even(int number) {
			return this.loads.incrementAndGet();
		}

		@RegionCached(cacheNames = "products", key = "#id", tags = "category:#{#result.category}")
		public Optional<Product> maybe(long id) {
			Product product = load(id);
			return (id > 0) ? Optional.of(product) : Optional.empty();
		}

		@RegionCached("categories")
		public Map<String, List<Product>> byCategory() {
			return Map.of("furniture", List.of(load(1)));
		}

		@RegionCached("far")
		public int far(long id) {
			return this.loads.incrementAndGet();
		}

		@RegionCached({ "near", "far" })
		public int layered(long id) {
			return this.loads.incrementAndGet();
		}

		@RegionPut(cacheNames = "products", key = "#result.id", unless = "#result == null")
		public @Nullable Product saveIfAny(@Nullable Product product) {
			return product;
		}

		@RegionPut(cacheNames = "products", key = "#result.id")
		public @Nullable Product saveAny(@Nullable Product product) {
			return product;
		}

		@RegionCached(cacheNames = "versions", key = "#id")
		public @Nullable Integer boxed(long id) {
			this.loads.incrementAndGet();
			return null;
		}

		@RegionCached(cacheNames = "versions", key = "#id")
		public int bare(long id) {
			return this.loads.incrementAndGet();
		}

		@RegionPut(cacheNames = "products", key = "#result.id", tags = "category:#{#product.category}",
				unless = "#result.category == 'secret'")
		public Product save(Product product) {
			Product saved = new Product(product.id(), product.category(), this.loads.incrementAndGet());
			this.onLoad.run();
			return saved;
		}

		@RegionCached("dropping")
		@Invalidates(tags = "products")
		public int findAndDrop(long id) {
			return this.loads.incrementAndGet();
		}

		@RegionCached(cacheNames = "bad", tags = "x:#{#text.none()}")
		public int badTag(String text) {
			return this.loads.incrementAndGet();
		}

		@Invalidates(tags = "x:#{#text.none()}")
		@Invalidates(tags = "products")
		public void badInvalidation(String text) {
		}

		@RegionCached(cacheNames = "mutating", key = "1", tags = "#{#tags}")
		public int mutating(List<String> tags) {
			tags.clear();
			return this.loads.incrementAndGet();
		}

		public Product self(long id) {
			return find(id);
		}

	}

}
