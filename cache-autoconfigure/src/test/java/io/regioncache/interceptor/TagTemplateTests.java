package io.regioncache.interceptor;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.regioncache.annotation.Invalidates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Which tags a template gives.
 */
@ExtendWith(OutputCaptureExtension.class)
class TagTemplateTests {

	@Test
	void plainTextStaysPlain() {
		assertThat(tags("plain", 1)).containsExactly("all products #1 of #value");
	}

	@Test
	void anExpressionStandsForItsText() {
		assertThat(tags("text", 7L)).containsExactly("product:7!");
		assertThat(tags("text", Optional.of("x"))).containsExactly("product:x!");
	}

	@Test
	void aCollectionGivesATagForEachElement() {
		assertThat(tags("text", List.of(1, 2, 2))).containsExactly("product:1!", "product:2!");
		assertThat(tags("text", (Object) new int[] { 1, 2 })).containsExactly("product:1!", "product:2!");
		assertThat(tags("text", Arrays.asList("a", null, List.of("b")))).containsExactly("product:a!", "product:b!");
		assertThat(tags("text", List.of())).isEmpty();
		assertThat(tags("alone", List.of("a", "", "b"))).containsExactly("a", "b");
	}

	@Test
	void twoCollectionsGiveEveryPair() {
		assertThat(tags("twice", List.of("a", "b"))).containsExactly("a-a", "a-b", "b-a", "b-b");
	}

	@Test
	void aNullGivesNoTag() {
		assertThat(tags("text", (Object) null)).isEmpty();
		assertThat(tags("text", Optional.empty())).isEmpty();
	}

	@Test
	void whatIsReadFromNullGivesNoTag() {
		assertThat(tags("property", (Object) null)).isEmpty();
		assertThat(tags("property", new Product(null))).isEmpty();
		assertThat(tags("property", new Product("Chair"))).containsExactly("name:CHAIR");
		assertThat(tags("indexed", (Object) null)).isEmpty();
	}

	@Test
	void aValueWithoutTextIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> tags("text", new Object()))
			.withMessage("@Invalidates on " + Shop.class.getName() + ".text: tags = \"product:#{#value}!\" yields a "
					+ "java.lang.Object, which has no text of its own. Use one of its properties in the tag.");
	}

	@Test
	void anExpressionThatFailsSaysWhere() {
		assertThatIllegalStateException().isThrownBy(() -> tags("property", "text"))
			.withMessageStartingWith("@Invalidates on " + Shop.class.getName()
					+ ".property: tags = \"name:#{#value.name().toUpperCase()}\" cannot be evaluated: EL1004E");
	}

	@Test
	void whatAMethodThrowsThatAnExpressionCallsSaysWhereToo() {
		assertThatIllegalStateException().isThrownBy(() -> tags("called", "text"))
			.withMessage("@Invalidates on " + Shop.class.getName()
					+ ".called: tags = \"part:#{#value.substring(5)}\" cannot be evaluated: "
					+ catchThrowable(() -> "text".substring(5)))
			.withCauseInstanceOf(StringIndexOutOfBoundsException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "hash", "braces", "dollar" })
	void anArgumentInPlainTextIsReported(String method, CapturedOutput output) {
		assertThat(tags(method, "text")).hasSize(1).noneMatch((tag) -> tag.contains("text"));
		assertThat(output.getOut()).contains("@Invalidates on " + Shop.class.getName() + "." + method + ": tags = \"")
			.contains("\" is plain text. Write #{#value} if the argument is meant.");
	}

	@Test
	void hostileTextIsNotEvaluated() {
		assertThat(tags("text", "#{T(System).exit(1)}")).containsExactly("product:#{T(System).exit(1)}!");
	}

	private static Set<String> tags(String method, @Nullable Object value) {
		MethodSpec spec = new TestSpecs().read(Shop.class, method);
		Set<String> tags = new LinkedHashSet<>();
		Stream.of(spec).flatMap((each) -> each.effects().invalidations().stream()).forEach((each) -> {
			Invocation call = TestSpecs.call(Shop.class, method, new Object[] { value });
			tags.addAll(each.tags().all(call));
		});
		return tags;
	}

	public record Product(@Nullable String name) {
	}

	static class Shop {

		@Invalidates(tags = "all products #1 of #value")
		public void plain(Object value) {
		}

		@Invalidates(tags = "product:#value")
		public void hash(Object value) {
		}

		@Invalidates(tags = "product:{value}")
		public void braces(Object value) {
		}

		@Invalidates(tags = "product:${value}")
		public void dollar(Object value) {
		}

		@Invalidates(tags = "part:#{#value.substring(5)}")
		public void called(Object value) {
		}

		@Invalidates(tags = "product:#{#value}!")
		public void text(Object value) {
		}

		@Invalidates(tags = "#{#value}")
		public void alone(Object value) {
		}

		@Invalidates(tags = "#{#value}-#{#p0}")
		public void twice(Object value) {
		}

		@Invalidates(tags = "name:#{#value.name().toUpperCase()}")
		public void property(Object value) {
		}

		@Invalidates(tags = "#{#value[0]}")
		public void indexed(Object value) {
		}

	}

}
