package io.regioncache.interceptor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.cache.entry.Lifespan;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.interceptor.ResultShape.Style;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.annotation.AliasFor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where annotations are found, and what is read from them.
 */
class MethodSpecsTests {

	private final TestSpecs specs = new TestSpecs().property("shop.ttl", "PT45S");

	@Test
	void everyAttributeIsRead() {
		EntrySpec entry = cached(Attributes.class, "find");
		assertThat(entry.cacheNames()).containsExactly("products", "archive");
		assertThat(terms(entry).ttl()).isEqualTo(Duration.ofSeconds(45));
		assertThat(terms(entry).staleWhileRevalidate()).isEqualTo(Duration.ofMinutes(90));
		assertThat(terms(entry).staleIfError()).isEqualTo(Duration.ofDays(1));
		assertThat(entry.type()).isEqualTo(String.class);
		Invocation call = TestSpecs.call(Attributes.class, "find", 7L);
		assertThat(entry.request(call).key()).isEqualTo(7L);
		assertThat(entry.request(call).tags().known()).containsExactly("products", "product:7");
		assertThat(entry.request(call).tags().of("x")).containsExactly("products", "product:7", "name:x");
		assertThat(entry.request(call).cacheable().test("x")).isTrue();
		assertThat(entry.request(call).cacheable().test("secret")).isFalse();
		assertThat(entry.conditions().condition().test(call)).isTrue();
		assertThat(entry.conditions().condition().test(TestSpecs.call(Attributes.class, "find", 0L))).isFalse();
	}

	@Test
	void withoutKeyAllArgumentsAreTheKey() {
		EntrySpec entry = cached(Attributes.class, "findAll");
		Object key = entry.request(TestSpecs.call(Attributes.class, "findAll", 1L, "a")).key();
		assertThat(key).isEqualTo(new org.springframework.cache.interceptor.SimpleKey(1L, "a"));
		assertThat(terms(entry).ttl()).isNull();
	}

	@Test
	void severalInvalidationsAndAPutStandOnOneMethod() {
		MethodSpec spec = this.specs.read(Attributes.class, "update");
		assertThat(spec.cached()).isNull();
		assertThat(spec.effects().puts()).hasSize(1);
		assertThat(spec.effects().invalidations()).hasSize(2);
		Invocation call = TestSpecs.call(Attributes.class, "update", 7L).returning("new");
		assertThat(spec.effects().invalidations().get(0).invalidation(call)).isEqualTo(new Invalidation(List.of(),
				List.of("products", "name:new"), List.of(), false, InvalidationMode.STALE, InvalidationRegions.HOME));
		assertThat(spec.effects().invalidations().get(1).invalidation(call))
			.isEqualTo(Invalidation.ofKeys("archive", 7L));
	}

	@Test
	void allEntriesOfACacheAreInvalidatedWithoutAKey() {
		InvalidationSpec spec = this.specs.read(Attributes.class, "reset").effects().invalidations().get(0);
		assertThat(spec.invalidation(TestSpecs.call(Attributes.class, "reset")))
			.isEqualTo(Invalidation.ofCaches("products"));
	}

	@Test
	void anInvalidationWhoseConditionFailsOrWhoseTagsAreNullIsNone() {
		InvalidationSpec spec = this.specs.read(Attributes.class, "rename").effects().invalidations().get(0);
		Invocation call = TestSpecs.call(Attributes.class, "rename", "a");
		assertThat(spec.invalidation(call.returning("b"))).isEqualTo(Invalidation.ofTags("name:b"));
		assertThat(spec.invalidation(call.returning("a"))).isNull();
		assertThat(spec.invalidation(call.returning(null))).isNull();
	}

	@Test
	void aMethodWithoutAnnotationsIsNone() {
		assertThat(this.specs.read(Attributes.class, "plain")).isSameAs(MethodSpec.NONE);
		assertThat(this.specs.specs().isAnnotated(Attributes.class)).isTrue();
		assertThat(this.specs.specs().isAnnotated(MethodSpecsTests.class)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(classes = { Attributes.class, Meta.class, OnClass.class, Implementation.class, TwoInterfaces.class,
			ProductService.class, Repeated.class })
	void everyPlaceOfAnAnnotationIsSeenBeforehand(Class<?> type) {
		assertThat(AnnotatedTypes.CACHES.areIn(type)).isTrue();
		assertThat(this.specs.specs().isAnnotated(type)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(classes = { MethodSpecsTests.class, Repository.class, String.class, Product.class })
	void classesWithoutAnnotationsAreNotLookedAtFurther(Class<?> type) {
		assertThat(AnnotatedTypes.CACHES.areIn(type)).isFalse();
	}

	@Test
	void aSpecIsResolvedOnce() {
		assertThat(this.specs.read(Attributes.class, "find")).isSameAs(this.specs.read(Attributes.class, "find"));
	}

	@Test
	void metaAnnotationsPassTheirAttributesOn() {
		EntrySpec entry = cached(Meta.class, "find");
		assertThat(entry.cacheNames()).containsExactly("products");
		assertThat(terms(entry).ttl()).isEqualTo(Duration.ofSeconds(3));
		assertThat(entry.request(TestSpecs.call(Meta.class, "find", 9L)).key()).isEqualTo(9L);
		assertThat(entry.request(TestSpecs.call(Meta.class, "find", 9L)).tags().known()).containsExactly("catalog");
		assertThat(this.specs.read(Meta.class, "change").effects().invalidations()).hasSize(2);
	}

	@Test
	void anAnnotationOnTheClassHoldsForItsMethodsWithResults() {
		assertThat(cached(OnClass.class, "find").cacheNames()).containsExactly("products");
		assertThat(this.specs.read(OnClass.class, "run")).isSameAs(MethodSpec.NONE);
		assertThat(this.specs.read(OnClass.class, "toString")).isSameAs(MethodSpec.NONE);
	}

	@Test
	void anAnnotationOnTheMethodReplacesThatOnTheClass() {
		MethodSpec spec = this.specs.read(OnClass.class, "update");
		assertThat(spec.cached()).isNull();
		assertThat(spec.effects().invalidations()).hasSize(1);
	}

	@Test
	void theInterfaceMethodCountsWithItsOwnParameterNames() {
		EntrySpec entry = cached(Implementation.class, "find");
		assertThat(entry.request(TestSpecs.call(Implementation.class, "find", "k")).key()).isEqualTo("k");
		assertThat(this.specs.read(Implementation.class, "change").effects().invalidations()).hasSize(1);
	}

	@Test
	void theImplementationOverridesItsInterface() {
		assertThat(cached(Overriding.class, "find").cacheNames()).containsExactly("own");
	}

	@Test
	void unrelatedInterfacesAddUp() {
		MethodSpec spec = this.specs.read(TwoInterfaces.class, "find");
		assertThat(spec.cached()).isNotNull();
		assertThat(spec.effects().invalidations()).hasSize(1);
	}

	@Test
	void anAnnotationOnTheInterfaceHoldsForAProxyOfIt() throws Exception {
		Object proxy = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { ProductRepository.class },
				(self, method, args) -> null);
		Method method = Repository.class.getMethod("find", Object.class);
		MethodSpec spec = this.specs.specs().get(method, proxy.getClass());
		assertThat(spec.cached()).isNotNull();
		assertThat(spec.shape()).isEqualTo(new ResultShape(Style.BLOCKING, true, Product.class));
		assertThat(this.specs.specs().isAnnotated(proxy.getClass())).isTrue();
	}

	@Test
	void typeVariablesAreThoseOfTheSubclass() {
		assertThat(cached(ProductService.class, "find").type()).isEqualTo(Product.class);
		assertThat(cached(ProductService.class, "list").type())
			.hasToString("java.util.List<java.util.List<" + Product.class.getName() + ">>");
	}

	@Test
	void theShapeOfTheResultIsRead() {
		assertThat(shape("primitive")).isEqualTo(new ResultShape(Style.BLOCKING, false, int.class));
		assertThat(shape("optional")).isEqualTo(new ResultShape(Style.BLOCKING, true, Product.class));
		assertThat(shape("future")).isEqualTo(new ResultShape(Style.FUTURE, false, Product.class));
		assertThat(shape("stage")).isEqualTo(new ResultShape(Style.FUTURE, true, Product.class));
		assertThat(shape("mono")).isEqualTo(new ResultShape(Style.MONO, false, Product.class));
		assertThat(shape("flux").style()).isEqualTo(Style.FLUX);
		assertThat(shape("flux").type()).hasToString("java.util.List<" + Product.class.getName() + ">");
		assertThat(shape("wildcard").type()).hasToString("java.util.List<" + Product.class.getName() + ">");
		assertThat(shape("array").type()).isEqualTo(Product[].class);
	}

	private ResultShape shape(String method) {
		return this.specs.read(Shapes.class, method).shape();
	}

	private static Lifespan.Terms terms(EntrySpec entry) {
		Lifespan.Terms terms = entry.lifespan().constant();
		assertThat(terms).isNotNull();
		return terms;
	}

	private EntrySpec cached(Class<?> type, String method) {
		EntrySpec entry = this.specs.read(type, method).cached();
		assertThat(entry).isNotNull();
		return entry;
	}

	static class Attributes {

		@RegionCached(cacheNames = { "products", "archive" }, key = "#id",
				tags = { "products", "product:#{#id}", "name:#{#result}" }, ttl = "${shop.ttl}",
				staleWhileRevalidate = "1h30m", staleIfError = "24h", condition = "#id > 0",
				unless = "#result == 'secret'")
		public String find(long id) {
			return "";
		}

		@RegionCached("products")
		public String findAll(long id, String name) {
			return "";
		}

		@RegionPut(cacheNames = "products", key = "#id")
		@Invalidates(tags = { "products", "name:#{#result}" }, mode = InvalidationMode.STALE,
				regions = InvalidationRegions.HOME)
		@Invalidates(cacheNames = "archive", key = "#id")
		public String update(long id) {
			return "";
		}

		@Invalidates(cacheNames = "products", allEntries = true)
		public void reset() {
		}

		@Invalidates(tags = "name:#{#result}", condition = "#result != #name")
		public String rename(String name) {
			return "";
		}

		public String plain() {
			return "";
		}

	}

	@RegionCached(cacheNames = "products", tags = "catalog", ttl = "1h")
	@Retention(RetentionPolicy.RUNTIME)
	@Target(ElementType.METHOD)
	@interface ProductCached {

		@AliasFor(annotation = RegionCached.class, attribute = "key")
		String by() default "";

		@AliasFor(annotation = RegionCached.class, attribute = "ttl")
		String during() default "1h";

	}

	@Invalidates(tags = "products")
	@Invalidates(cacheNames = "archive", allEntries = true)
	@Retention(RetentionPolicy.RUNTIME)
	@Target(ElementType.METHOD)
	@interface CatalogChange {

	}

	static class Meta {

		@ProductCached(by = "#id", during = "3s")
		public String find(long id) {
			return "";
		}

		@CatalogChange
		public void change() {
		}

	}

	@RegionCached("products")
	static class OnClass {

		public String find(long id) {
			return "";
		}

		public void run() {
			helper();
		}

		private String helper() {
			return "";
		}

		@Invalidates(tags = "products")
		public String update(long id) {
			return "";
		}

		@Override
		public String toString() {
			return "";
		}

	}

	static class Repeated {

		@Invalidates(tags = "a")
		@Invalidates(tags = "b")
		void change() {
		}

	}

	interface Finder {

		@RegionCached(cacheNames = "products", key = "#code")
		String find(String code);

		@Invalidates(tags = "products")
		default void change() {
		}

	}

	static class Implementation implements Finder {

		@Override
		public String find(String name) {
			return "";
		}

	}

	static class Overriding implements Finder {

		@Override
		@RegionCached("own")
		public String find(String name) {
			return "";
		}

	}

	interface Noisy {

		@Invalidates(tags = "noise")
		String find(String name);

	}

	static class TwoInterfaces implements Finder, Noisy {

		@Override
		public String find(String name) {
			return "";
		}

	}

	record Product(long id) {
	}

	interface Repository<T, K> {

		Optional<T> find(K id);

	}

	@RegionCached("products")
	interface ProductRepository extends Repository<Product, Long> {

	}

	abstract static class Service<T> {

		@RegionCached("products")
		public T find(long id) {
			throw new UnsupportedOperationException();
		}

		@RegionCached("products")
		public List<List<T>> list(long id) {
			throw new UnsupportedOperationException();
		}

	}

	static class ProductService extends Service<Product> {

	}

	@RegionCached("products")
	interface Shapes {

		int primitive();

		Optional<Product> optional();

		CompletableFuture<Product> future();

		CompletionStage<Optional<Product>> stage();

		Mono<Product> mono();

		Flux<Product> flux();

		List<? extends Product> wildcard();

		Product[] array();

	}

}
