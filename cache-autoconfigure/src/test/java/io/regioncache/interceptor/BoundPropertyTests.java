package io.regioncache.interceptor;

import java.lang.reflect.Method;

import io.regioncache.annotation.RegionCached;
import io.regioncache.cache.entry.EntryTags;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Properties that are read without SpEL, which must read the same.
 */
class BoundPropertyTests {

	private final TestSpecs specs = new TestSpecs();

	@Test
	void aGetterIsBound() throws Exception {
		assertBound("bean", new Bean(7));
		assertThat(key("bean", new Bean(7))).isEqualTo(7L);
		assertThat(key("bean", new Bean(7) {
			@Override
			public long getId() {
				return 8;
			}
		})).isEqualTo(8L);
	}

	@Test
	void theAccessorOfARecordIsBound() throws Exception {
		assertBound("record", new Product(7, "a"));
		assertThat(key("record", new Product(7, "a"))).isEqualTo(7L);
	}

	@Test
	void aGetterOfARecordGoesFirstAsInSpel() {
		assertThat(key("both", new Both("accessor"))).isEqualTo("getter");
		assertThat(key("flag", new Flag(false))).isEqualTo(true);
	}

	@Test
	void aMethodOfAnInterfaceIsBound() {
		assertThat(key("named", (Named) () -> "n")).isEqualTo("n");
	}

	@Test
	void aPropertyOfTheResultIsReadFromIt() {
		EntrySpec spec = this.specs.read(Shop.class, "tagged").cached();
		assertThat(spec).isNotNull();
		Invocation call = TestSpecs.call(Shop.class, "tagged", 1L);
		EntryTags tags = spec.request(call).tags();
		assertThat(tags.of(new Product(7, "a"))).containsExactly("product:7");
		assertThat(tags.of((Object) null)).isEmpty();
	}

	@Test
	void whatCannotBeBoundIsReadBySpel() {
		assertThat(key("field", new Field())).isEqualTo("public");
		assertThat(key("nullSafe", new Object[] { null })).isEqualTo("none");
		assertThat(key("twoCapitals", new Url("u"))).isEqualTo("u");
	}

	@Test
	void errorsAreThoseOfSpel() {
		assertThatIllegalStateException().isThrownBy(() -> key("bean", new Object[] { null }))
			.withMessageContaining("key = \"#bean.id\" cannot be evaluated: EL1007E");
		assertThatIllegalStateException().isThrownBy(() -> key("bean", new Bean(7) {
			@Override
			public long getId() {
				throw new UnsupportedOperationException("no id");
			}
		})).withMessageContaining("key = \"#bean.id\" cannot be evaluated").withStackTraceContaining("no id");
	}

	/**
	 * Bound where its body does not go through SpEL, which resolves members by itself.
	 */
	private void assertBound(String method, Object argument) throws NoSuchMethodException {
		Method getter = argument.getClass().getMethod((argument instanceof Product) ? "id" : "getId");
		CallExpression spel = (call) -> "by SpEL";
		CallExpression bound = BoundProperty.of(new CallExpression.Argument(0), argument.getClass(), "id", spel);
		assertThat(bound).isInstanceOf(BoundProperty.class);
		assertThat(bound.evaluate(TestSpecs.call(Shop.class, method, argument))).isEqualTo(7L);
		assertThat(getter.getReturnType()).isEqualTo(long.class);
		assertThat(bound.evaluate(TestSpecs.call(Shop.class, method, "another type"))).isEqualTo("by SpEL");
	}

	private Object key(String method, @Nullable Object... args) {
		EntrySpec entry = this.specs.read(Shop.class, method).cached();
		assertThat(entry).isNotNull();
		return entry.request(TestSpecs.call(Shop.class, method, args)).key();
	}

	public static class Bean {

		private final long id;

		Bean(long id) {
			this.id = id;
		}

		public long getId() {
			return this.id;
		}

	}

	public record Product(long id, String name) {
	}

	public record Both(String name) {

		public String getName() {
			return "getter";
		}

	}

	public record Flag(boolean on) {

		public boolean isOn() {
			return true;
		}

	}

	public record Url(String aUrl) {
	}

	public static class Field {

		public final String text = "public";

	}

	public interface Named {

		String getName();

	}

	@RegionCached("c")
	static class Shop {

		@RegionCached(cacheNames = "c", key = "#bean.id")
		public String bean(Bean bean) {
			return "";
		}

		@RegionCached(cacheNames = "c", key = "#p0.id")
		public String record(Product product) {
			return "";
		}

		@RegionCached(cacheNames = "c", key = "#both.name")
		public String both(Both both) {
			return "";
		}

		@RegionCached(cacheNames = "c", key = "#flag.on")
		public String flag(Flag flag) {
			return "";
		}

		@RegionCached(cacheNames = "c", key = "#named.name")
		public String named(Named named) {
			return "";
		}

		@RegionCached(cacheNames = "c", key = "#id", tags = "product:#{#result.id}")
		public Product tagged(long id) {
			return new Product(id, "");
		}

		@RegionCached(cacheNames = "c", key = "#field.text")
		public String field(Field field) {
			return "";
		}

		@RegionCached(cacheNames = "c", key = "#bean?.id ?: 'none'")
		public String nullSafe(Bean bean) {
			return "";
		}

		@RegionCached(cacheNames = "c", key = "#url.aUrl")
		public String twoCapitals(Url url) {
			return "";
		}

	}

}
