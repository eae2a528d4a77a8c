package io.regioncache.interceptor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Annotated methods with type variables, and overrides of such methods, behind proxies of
 * both kinds.
 */
class GenericMethodTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@RegisterExtension
	final RegionCaches caches = new RegionCaches(redis);

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anOverrideInAnInterfaceIsCachedHoweverItIsCalled(boolean targetClass) {
		this.caches.runner()
			.withPropertyValues("spring.aop.proxy-target-class=" + targetClass)
			.withBean("tools", ToolShop.class)
			.run((context) -> {
				Tools tools = context.getBean(Tools.class);
				Catalog<Tool, Long> catalog = tools;
				Optional<Tool> tool = tools.find(1L);
				assertThat(tool).hasValue(new Tool(1, 1));
				assertThat(tools.find(1L)).isEqualTo(tool);
				assertThat(catalog.find(1L)).isEqualTo(tool);
				assertThat(tools.all()).isEqualTo(List.of(new Tool(0, 2)));
				assertThat(catalog.all()).isEqualTo(List.of(new Tool(0, 2)));
				assertThat(tools.first(List.of(7L))).isEqualTo(new Tool(7, 3));
				assertThat(catalog.first(List.of(7L))).isEqualTo(new Tool(7, 3));
				assertThat(tools.byDefault(5L)).isEqualTo(new Tool(5, 4));
				assertThat(catalog.byDefault(5L)).isEqualTo(new Tool(5, 4));
				catalog.drop(1L);
				assertThat(tools.find(1L)).hasValue(new Tool(1, 5));
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anOverrideInAClassIsCachedHoweverItIsCalled(boolean packagePrivate) {
		this.caches.runner().withBean("base", NarrowShop.class).run((context) -> {
			NarrowShop shop = context.getBean(NarrowShop.class);
			BaseShop<? super Tool, Long> base = shop;
			assertThat(shop.find(1L)).isEqualTo(new Tool(1, 1));
			assertThat(base.find(1L)).isEqualTo(new Tool(1, 1));
			assertThat(shop.inherited(2L)).isEqualTo(new Tool(2, 2));
			assertThat(base.inherited(2L)).isEqualTo(new Tool(2, 2));
			assertThat(packagePrivate ? base.packagePrivate(3L) : base.isProtected(3L)).isEqualTo(new Tool(3, 3));
			assertThat(packagePrivate ? shop.packagePrivate(3L) : shop.isProtected(3L)).isEqualTo(new Tool(3, 3));
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void typesAreKnownTwoInterfacesAway(boolean targetClass) {
		this.caches.runner()
			.withPropertyValues("spring.aop.proxy-target-class=" + targetClass)
			.withBean("shelf", ToolShelf.class)
			.run((context) -> {
				Shelf shelf = context.getBean(Shelf.class);
				Store<Tool, Long> store = shelf;
				LongStore<Tool> longStore = shelf;
				assertThat(shelf.find(1L)).isEqualTo(new Tool(1, 1));
				assertThat(store.find(1L)).isEqualTo(new Tool(1, 1));
				assertThat(longStore.find(1L)).isEqualTo(new Tool(1, 1));
				assertThat(store.some(List.of(1L))).isEqualTo(List.of(new Tool(1, 2)));
				assertThat(shelf.some(List.of(1L))).isEqualTo(List.of(new Tool(1, 2)));
				assertThat(longStore.newest()).hasValue(new Tool(0, 3));
				assertThat(shelf.newest()).hasValue(new Tool(0, 3));
				store.replace(new Tool(1, 9));
				assertThat(longStore.find(1L)).isEqualTo(new Tool(1, 4));
			});
	}

	public record Tool(long id, int version) {
	}

	public interface Catalog<T, K> {

		Optional<T> find(K id);

		Iterable<T> all();

		@RegionCached(cacheNames = "first", key = "#ids[0]")
		T first(List<K> ids);

		@RegionCached("defaults")
		default T byDefault(K id) {
			return find(id).orElseThrow();
		}

		void drop(K id);

	}

	public interface Tools extends Catalog<Tool, Long> {

		@Override
		@RegionCached(cacheNames = "tools", key = "#id", tags = "tool:#{#id}")
		Optional<Tool> find(Long id);

		@Override
		@RegionCached("lists")
		List<Tool> all();

		@Override
		@Invalidates(tags = "tool:#{#id}")
		void drop(Long id);

	}

	public static class ToolShop implements Tools {

		private int loads;

		@Override
		public Optional<Tool> find(Long id) {
			return Optional.of(new Tool(id, ++this.loads));
		}

		@Override
		public ArrayList<Tool> all() {
			return new ArrayList<>(List.of(new Tool(0, ++this.loads)));
		}

		@Override
		public Tool first(List<Long> ids) {
			return new Tool(ids.get(0), ++this.loads);
		}

		@Override
		public void drop(Long id) {
		}

	}

	public interface Store<T, K> {

		T find(K id);

		@RegionCached("some")
		List<T> some(Collection<K> ids);

		void replace(T value);

	}

	public interface LongStore<E extends Record> extends Store<E, Long> {

		@RegionCached("newest")
		Optional<E> newest();

	}

	public interface Shelf extends LongStore<Tool> {

		@Override
		@RegionCached(cacheNames = "shelf", key = "#id")
		Tool find(Long id);

		@Override
		@Invalidates(cacheNames = "shelf", key = "#tool.id")
		void replace(Tool tool);

	}

	public static class ToolShelf implements Shelf {

		private int loads;

		@Override
		public Tool find(Long id) {
			return new Tool(id, ++this.loads);
		}

		@Override
		public List<Tool> some(Collection<Long> ids) {
			int version = ++this.loads;
			return ids.stream().map((id) -> new Tool(id, version)).toList();
		}

		@Override
		public Optional<Tool> newest() {
			return Optional.of(new Tool(0, ++this.loads));
		}

		@Override
		public void replace(Tool tool) {
		}

	}

	abstract static class BaseShop<T, K> {

		public abstract Object find(K id);

		@RegionCached("inherited")
		public T inherited(K id) {
			return make(id);
		}

		abstract T make(K id);

		@RegionCached("isProtected")
		protected T isProtected(K id) {
			return make(id);
		}

		@RegionCached("packagePrivate")
		T packagePrivate(K id) {
			return make(id);
		}

	}

	static class NarrowShop extends BaseShop<Tool, Long> {

		private int loads;

		@Override
		@RegionCached(cacheNames = "narrow", key = "#id")
		public Tool find(Long id) {
			return make(id);
		}

		@Override
		Tool make(Long id) {
			return new Tool(id, ++this.loads);
		}

		@Override
		protected Tool isProtected(Long id) {
			return super.isProtected(id);
		}

		@Override
		Tool packagePrivate(Long id) {
			return super.packagePrivate(id);
		}

	}

}
