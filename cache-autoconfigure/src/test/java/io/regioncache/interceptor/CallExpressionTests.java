package io.regioncache.interceptor;

import java.util.List;
import java.util.Map;

import io.regioncache.annotation.RegionCached;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.cache.interceptor.SimpleKey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What key expressions may use.
 */
class CallExpressionTests {

	private final TestSpecs specs = new TestSpecs();

	@Test
	void argumentsAreReadByNameAndByPosition() {
		assertThat(key("byName", 1L, "a")).isEqualTo("a");
		assertThat(key("byPosition", 1L, "a")).isEqualTo("1-a");
	}

	@Test
	void theRootTellsAboutTheCall() {
		assertThat(key("root", 1L, "a"))
			.isEqualTo(List.of("root", "root", "Shop", "Shop", 2, TestSpecs.method(Shop.class, "root")));
	}

	@Test
	void listsMapsAndSelectionsReadTheirOwnElements() {
		assertThat(key("nested", List.of("a", "bcd"), Map.of("size", 3))).isEqualTo(List.of("bcd", 3, "z"));
	}

	@Test
	void beansAndStaticMethodsCanBeCalled() {
		this.specs.bean("prefix", (java.util.function.UnaryOperator<String>) "p-"::concat);
		assertThat(key("bean", 1L, "a")).isEqualTo("p-1");
	}

	@Test
	void aKeyGeneratorIsAskedWithTheMethod() {
		this.specs.bean("keys", (KeyGenerator) (target, method, args) -> method.getName() + args.length);
		assertThat(key("generated", 1L, "a")).isEqualTo("generated2");
	}

	@Test
	void withoutKeyOneArgumentIsTheKeyItself() {
		assertThat(key("one", 5L)).isEqualTo(5L);
		assertThat(key("one", (Object) null)).isEqualTo(new SimpleKey(new Object[] { null }));
		assertThat(key("none")).isEqualTo(SimpleKey.EMPTY);
	}

	@Test
	void aNullKeyIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> key("byName", 1L, null))
			.withMessage("@RegionCached on " + Shop.class.getName() + ".byName: key = \"#name\" is null for this call. "
					+ "Let it give a key for every call, or exclude the call by condition.");
	}

	@Test
	void assignmentIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> key("assigning", 1L))
			.withMessageContaining("key = \"#id = 2\" cannot be evaluated");
	}

	private Object key(String method, @Nullable Object... args) {
		EntrySpec entry = this.specs.read(Shop.class, method).cached();
		assertThat(entry).isNotNull();
		return entry.request(TestSpecs.call(Shop.class, method, args)).key();
	}

	@RegionCached("products")
	static class Shop {

		@RegionCached(cacheNames = "products", key = "#name")
		public String byName(long id, String name) {
			return "";
		}

		@RegionCached(cacheNames = "products", key = "#p0 + '-' + #a1")
		public String byPosition(long id, String name) {
			return "";
		}

		@RegionCached(cacheNames = "products",
				key = "{#root.methodName, methodName, #root.targetClass.simpleName, #root.target.simpleName, "
						+ "#root.args.length, #root.method}")
		public String root(long id, String name) {
			return "";
		}

		@RegionCached(cacheNames = "products", key = "{#names.?[length() > 1][0], #sizes[size], {x: 'z'}['x']}")
		public String nested(List<String> names, Map<String, Integer> sizes) {
			return "";
		}

		@RegionCached(cacheNames = "products", key = "@prefix.apply(T(String).valueOf(#id))")
		public String bean(long id, String name) {
			return "";
		}

		@RegionCached(cacheNames = "products", keyGenerator = "keys")
		public String generated(long id, String name) {
			return "";
		}

		public String one(Long id) {
			return "";
		}

		public String none() {
			return "";
		}

		@RegionCached(cacheNames = "products", key = "#id = 2")
		public String assigning(long id) {
			return "";
		}

	}

}
