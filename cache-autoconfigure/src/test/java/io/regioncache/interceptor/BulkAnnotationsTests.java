package io.regioncache.interceptor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.Keys;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.Vary;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.caller.CallerAttribute;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.entry;

/**
 * Methods whose results are cached element by element.
 */
class BulkAnnotationsTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@RegisterExtension
	final RegionCaches caches = new RegionCaches(redis);

	@BeforeEach
	void propagate() {
		Tenants.propagate();
	}

	@AfterEach
	void keep() {
		Tenants.keep();
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "future", "mono" })
	void theMethodIsCalledWithWhatIsMissing(String style) {
		run((shop) -> {
			assertThat(find(shop, style, List.of(3L, 1L))).containsExactly(entry(3L, item(3)), entry(1L, item(1)));
			assertThat(find(shop, style, List.of(1L, 4L, 2L, 4L, 3L))).containsExactly(entry(1L, item(1)),
					entry(2L, item(2)), entry(3L, item(3)));
			assertThat(find(shop, style, List.of(4L))).isEmpty();
			assertThat(find(shop, style, List.of())).isEmpty();
			assertThat(shop.one(2)).isEqualTo(item(2));
			assertThat(shop.calls()).containsExactly(List.of(3L, 1L), List.of(4L, 2L));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "future", "mono" })
	void eachElementHasTagsOfItsOwn(String style) {
		run((shop) -> {
			find(shop, style, List.of(1L, 2L, 3L));
			this.caches.manager().invalidate(Invalidation.ofTags("item:2"));
			find(shop, style, List.of(1L, 2L, 3L));
			this.caches.manager().invalidate(Invalidation.ofTags("parity:1"));
			find(shop, style, List.of(1L, 2L, 3L));
			this.caches.manager().invalidate(Invalidation.ofTags("items"));
			find(shop, style, List.of(1L, 2L, 3L));
			assertThat(shop.calls()).containsExactly(List.of(1L, 2L, 3L), List.of(2L), List.of(1L, 3L),
					List.of(1L, 2L, 3L));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "future", "mono" })
	void aFailureReachesTheCallerAndStoresNothing(String style) {
		run((shop) -> {
			assertThatIllegalStateException().isThrownBy(() -> find(shop, style, List.of(1L, 13L))).withMessage("13");
			assertThat(find(shop, style, List.of(1L))).hasSize(1);
			assertThat(shop.calls()).containsExactly(List.of(1L, 13L), List.of(1L));
		});
	}

	@Test
	void otherArgumentsArePartOfTheKeyAsInASingleRead() {
		run((shop) -> {
			assertThat(shop.translated(Set.of(1), "en")).containsEntry(1, "1 in en");
			assertThat(shop.translated(Set.of(1), "fr")).containsEntry(1, "1 in fr");
			assertThat(shop.translation(1, "en")).isEqualTo("1 in en");
			assertThat(shop.calls()).hasSize(2);
		});
	}

	@Test
	void whatUnlessNamesIsNotStored() {
		run((shop) -> {
			shop.some(List.of(1, 2, 3));
			assertThat(shop.some(List.of(1, 2, 3))).containsOnlyKeys(1, 2);
			assertThat(shop.calls()).containsExactly(List.of(1, 2, 3), List.of(2, 3));
		});
	}

	@Test
	void aCallThatDoesNotConcernTheCacheIsLeftAsItIs() {
		run((shop) -> {
			assertThat(shop.conditional(List.of(1, 2, 3))).containsEntry(9, "not asked for");
			assertThat(shop.conditional(List.of(1, 2))).containsOnlyKeys(1, 2);
			shop.conditional(List.of(1, 2));
			assertThat(shop.calls()).containsExactly(List.of(1, 2, 3), List.of(1, 2));
		});
	}

	@Test
	void severalCachesAreAskedInTheirOrder() {
		run((shop) -> {
			shop.inTwo(List.of(1, 2));
			this.caches.manager().invalidate(Invalidation.ofKeys("first", 1));
			assertThat(shop.inTwo(List.of(1, 2, 3))).hasSize(3);
			assertThat(shop.calls()).containsExactly(List.of(1, 2), List.of(3));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "mono" })
	void aCallerHasEntriesOfItsOwn(String style) {
		run((shop) -> {
			assertThat(prices(shop, style, "acme", List.of(1))).containsEntry(1, "acme 1");
			assertThat(prices(shop, style, "bolt", List.of(1))).containsEntry(1, "bolt 1");
			assertThat(prices(shop, style, "acme", List.of(1))).containsEntry(1, "acme 1");
			assertThat(shop.calls()).hasSize(2);
		});
	}

	@Test
	void anInterfaceMaySayIt() {
		CatalogInMemory origin = new CatalogInMemory();
		this.caches.runner().withBean(Catalog.class, () -> origin).run((context) -> {
			Catalog catalog = context.getBean(Catalog.class);
			assertThat(catalog.names(Set.of(1L))).containsEntry(1L, "name 1");
			assertThat(catalog.names(Set.of(1L))).containsEntry(1L, "name 1");
			assertThat(origin.calls).containsExactly(Set.of(1L));
		});
	}

	@Test
	void idsThatAreNullAreRefused() {
		run((shop) -> {
			assertThatIllegalArgumentException().isThrownBy(() -> shop.some(null))
				.withMessage("@RegionCached on " + Shop.class.getName()
						+ ".some: parameter ids of @Keys is null for this call. Pass an empty collection for no keys.");
			assertThatIllegalArgumentException().isThrownBy(() -> shop.some(Arrays.asList(1, null)))
				.withMessageContaining("contains null for this call");
		});
	}

	@Test
	void aTagThatFailsKeepsOneValueOut() {
		run((shop) -> {
			assertThat(shop.badlyTagged(List.of(1, 2))).hasSize(2);
			assertThat(shop.badlyTagged(List.of(1, 2))).hasSize(2);
			assertThat(shop.calls()).containsExactly(List.of(1, 2), List.of(2));
			assertThat(this.caches.manager().getCache("tagged").statistics().get(Event.REFUSED_VALUE)).isEqualTo(2);
		});
	}

	@Test
	void anInvalidationNamesManyKeys() {
		run((shop) -> {
			shop.some(List.of(1, 2, 3));
			shop.forget(List.of(1, 3));
			shop.some(List.of(1, 2, 3));
			shop.forget(new int[] { 1 });
			shop.some(List.of(1, 2));
			shop.forgetNothing();
			assertThat(shop.calls()).containsExactly(List.of(1, 2, 3), List.of(1, 2, 3), List.of(1, 2));
		});
	}

	@Test
	void manyKeysAreInvalidatedByOneScript() {
		run((shop) -> {
			shop.some(List.of(1, 2, 3));
			redis.admin().resetStatistics();
			shop.forget(List.of(1, 2, 3));
			assertThat(redis.admin().commandCalls()).containsEntry("evalsha", 1L);
		});
	}

	@Test
	void keysThatAreNoneAreRefused() {
		run((shop) -> {
			assertThatIllegalArgumentException().isThrownBy(() -> shop.forget((List<Integer>) null))
				.withMessageContaining("keys = \"#ids\" is null for this call");
			assertThatIllegalArgumentException().isThrownBy(() -> shop.forget(Arrays.asList(1, null)))
				.withMessageContaining("keys = \"#ids\" contains null for this call");
			assertThatIllegalStateException().isThrownBy(() -> shop.forgetAny("text"))
				.withMessageContaining("gives a java.lang.String. Let it give a collection or an array, or use key.");
		});
	}

	@Test
	void theInvalidationBesideFollowsEachRunOfTheBody() {
		run((shop) -> {
			assertThat(shop.one(7)).isEqualTo(item(7));
			shop.claimed(List.of(7L));
			shop.claimed(List.of(7L));
			assertThat(shop.one(7)).isEqualTo(item(7));
			assertThat(shop.calls()).containsExactly(List.of(7L), List.of(7L), List.of(7L));
		});
	}

	@Test
	void aTransactionStoresWithItsCommitAndSeesWhatItHasWritten() {
		inTransactions((context, shop) -> {
			find(shop, "blocking", List.of(1L));
			TransactionTemplate transaction = new TransactionTemplate(
					context.getBean(PlatformTransactionManager.class));
			transaction.executeWithoutResult((status) -> {
				shop.forgetItems(List.of(1L));
				assertThat(find(shop, "blocking", List.of(1L, 2L, 3L))).hasSize(3);
				assertThat(elsewhere(() -> find(shop, "blocking", List.of(1L, 2L)))).hasSize(2);
				status.setRollbackOnly();
			});
			assertThat(shop.calls()).containsExactly(List.of(1L), List.of(1L, 2L, 3L), List.of(2L));
			transaction.executeWithoutResult((status) -> find(shop, "blocking", List.of(1L, 2L, 3L)));
			find(shop, "blocking", List.of(1L, 2L, 3L));
			assertThat(shop.calls()).hasSize(4).element(3).isEqualTo(List.of(3L));
			transaction.executeWithoutResult((status) -> shop.forgetItems(List.of(2L, 3L)));
			find(shop, "blocking", List.of(1L, 2L, 3L));
			assertThat(shop.calls()).hasSize(5).element(4).isEqualTo(List.of(2L, 3L));
		});
	}

	private static <T> T elsewhere(Supplier<T> read) {
		return CompletableFuture.supplyAsync(read).join();
	}

	private static Map<Long, Item> find(Shop shop, String style, List<Long> ids) {
		return switch (style) {
			case "blocking" -> shop.blocking(ids);
			case "future" -> join(shop.future(ids));
			default -> shop.mono(ids).block();
		};
	}

	private static Map<Integer, String> prices(Shop shop, String style, String tenant, List<Integer> ids) {
		return style.equals("blocking") ? Tenants.as(tenant, () -> shop.prices(ids))
				: shop.monoPrices(ids).contextWrite((context) -> context.put(Tenants.KEY, tenant)).block();
	}

	private static <T> T join(CompletableFuture<T> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			throw (RuntimeException) ex.getCause();
		}
	}

	private static Item item(long id) {
		return new Item(id, id % 2);
	}

	private void run(Consumer<Shop> test) {
		this.caches.runner()
			.withBean(CallerAttribute.class, Tenants::attribute)
			.withBean(Shop.class, Shop::new)
			.run((context) -> test.accept(context.getBean(Shop.class)));
	}

	private void inTransactions(BiConsumer<ConfigurableApplicationContext, Shop> test) {
		this.caches.runner()
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class))
			.withBean(CallerAttribute.class, Tenants::attribute)
			.withBean(Shop.class, Shop::new)
			.run((context) -> test.accept(context.getSourceApplicationContext(), context.getBean(Shop.class)));
	}

	record Item(long id, long parity) {

	}

	interface Catalog {

		@RegionCached(cacheNames = "catalog", tags = "name:#{#key}")
		Map<Long, String> names(@Keys Set<Long> ids);

	}

	static class CatalogInMemory implements Catalog {

		private final List<Object> calls = new CopyOnWriteArrayList<>();

		@Override
		public Map<Long, String> names(Set<Long> ids) {
			this.calls.add(Set.copyOf(ids));
			Map<Long, String> names = new HashMap<>();
			ids.forEach((id) -> names.put(id, "name " + id));
			return names;
		}

	}

	static class Shop {

		private final List<List<?>> calls = new CopyOnWriteArrayList<>();

		List<List<?>> calls() {
			return this.calls;
		}

		@RegionCached(cacheNames = "items", tags = { "items", "item:#{#key}", "parity:#{#result.parity}" })
		public Map<Long, Item> blocking(@Keys List<Long> ids) {
			return items(ids);
		}

		@RegionCached(cacheNames = "items", tags = { "items", "item:#{#key}", "parity:#{#result.parity}" })
		public CompletableFuture<Map<Long, Item>> future(@Keys Collection<Long> ids) {
			return CompletableFuture.supplyAsync(() -> items(ids));
		}

		@RegionCached(cacheNames = "items", tags = { "items", "item:#{#key}", "parity:#{#result.parity}" })
		public Mono<Map<Long, Item>> mono(@Keys Iterable<Long> ids) {
			return Mono.fromCallable(() -> items(ids));
		}

		@RegionCached(cacheNames = "items", key = "#id", tags = { "items", "item:#{#id}", "parity:#{#result.parity}" })
		public Item one(long id) {
			this.calls.add(List.of(id));
			return item(id);
		}

		private Map<Long, Item> items(Iterable<Long> ids) {
			Map<Long, Item> items = new HashMap<>();
			List<Long> asked = new ArrayList<>();
			for (Long id : ids) {
				asked.add(id);
				if (id == 13) {
					this.calls.add(StreamSupport.stream(ids.spliterator(), false).toList());
					throw new IllegalStateException("13");
				}
				if (id != 4) {
					items.put(id, item(id));
				}
			}
			this.calls.add(asked);
			return items;
		}

		@RegionCached(cacheNames = "translations")
		public Map<Integer, String> translated(@Keys Set<Integer> ids, String language) {
			return load(ids, (id) -> id + " in " + language);
		}

		@RegionCached(cacheNames = "translations")
		public String translation(int id, String language) {
			this.calls.add(List.of(id));
			return id + " in " + language;
		}

		@RegionCached(cacheNames = "some", unless = "#result == null || #key > 1 && #result.startsWith('v2')")
		public Map<Integer, String> some(@Keys List<Integer> ids) {
			Map<Integer, String> values = load(ids, (id) -> "v" + id);
			values.remove(3);
			return values;
		}

		@RegionCached(cacheNames = "conditional", condition = "#ids.size() < 3")
		public Map<Integer, String> conditional(@Keys List<Integer> ids) {
			Map<Integer, String> values = load(ids, (id) -> "v" + id);
			values.put(9, "not asked for");
			return values;
		}

		@RegionCached(cacheNames = { "first", "second" })
		public Map<Integer, String> inTwo(@Keys List<Integer> ids) {
			return load(ids, (id) -> "v" + id);
		}

		@RegionCached(cacheNames = "prices", vary = Vary.TENANT)
		public Map<Integer, String> prices(@Keys List<Integer> ids) {
			return load(ids, (id) -> Tenants.current() + " " + id);
		}

		@RegionCached(cacheNames = "monoPrices", vary = Vary.TENANT)
		public Mono<Map<Integer, String>> monoPrices(@Keys List<Integer> ids) {
			return Mono.just(load(ids, (id) -> Tenants.current() + " " + id));
		}

		@RegionCached(cacheNames = "tagged", tags = "#{#key == 2 ? #result.charAt(9) : 'one'}")
		public Map<Integer, String> badlyTagged(@Keys List<Integer> ids) {
			return load(ids, (id) -> "v" + id);
		}

		@RegionCached(cacheNames = "claims")
		@Invalidates(tags = "item:#{#ids}")
		public Map<Long, String> claimed(@Keys List<Long> ids) {
			this.calls.add(List.copyOf(ids));
			return new HashMap<>();
		}

		@Invalidates(cacheNames = "some", keys = "#ids")
		public void forget(List<Integer> ids) {
		}

		@Invalidates(cacheNames = "some", keys = "#ids")
		public void forget(int[] ids) {
		}

		@Invalidates(cacheNames = "some", keys = "{}")
		public void forgetNothing() {
		}

		@Invalidates(cacheNames = "some", keys = "#ids")
		public void forgetAny(Object ids) {
		}

		@Invalidates(cacheNames = "items", keys = "#ids")
		public void forgetItems(List<Long> ids) {
		}

		private Map<Integer, String> load(Collection<Integer> ids, IntFunction<String> value) {
			this.calls.add(List.copyOf(ids));
			Map<Integer, String> values = new HashMap<>();
			ids.forEach((id) -> values.put(id, value.apply(id)));
			return values;
		}

	}

}
