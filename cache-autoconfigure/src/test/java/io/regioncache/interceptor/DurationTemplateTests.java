package io.regioncache.interceptor;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.stream.Stream;

import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.cache.entry.Lifespan;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Which durations a template gives.
 */
class DurationTemplateTests {

	private final TestSpecs specs = new TestSpecs().property("shop.unit", "m");

	@ParameterizedTest
	@MethodSource
	void theWholeResultIsADuration(Object value, Duration expected) {
		assertThat(terms("find", value).ttl()).isEqualTo(expected);
	}

	static Stream<Arguments> theWholeResultIsADuration() {
		return Stream.of(Arguments.of(Duration.ofMinutes(5), Duration.ofMinutes(5)),
				Arguments.of(90, Duration.ofSeconds(90)), Arguments.of(90L, Duration.ofSeconds(90)),
				Arguments.of(1.5, Duration.ofMillis(1500)),
				Arguments.of(new BigDecimal("0.25"), Duration.ofMillis(250)), Arguments.of(0, Duration.ZERO),
				Arguments.of(-3, Duration.ofSeconds(-3)), Arguments.of("30m", Duration.ofMinutes(30)),
				Arguments.of(" PT30S ", Duration.ofSeconds(30)),
				Arguments.of(Optional.of("1h30m"), Duration.ofMinutes(90)));
	}

	@Test
	void aMomentIsTheEnd() {
		Instant end = Instant.now().plus(Duration.ofHours(1));
		for (Object value : new Object[] { end, OffsetDateTime.ofInstant(end, ZoneOffset.ofHours(7)),
				ZonedDateTime.ofInstant(end, ZoneOffset.UTC) }) {
			assertThat(terms("find", value).ttl()).isBetween(Duration.ofMinutes(58), Duration.ofHours(1));
		}
		assertThat(terms("find", Instant.EPOCH).ttl()).isNegative();
	}

	@Test
	void nothingMeansWhatTheCacheSays() {
		for (Object value : new Object[] { null, Optional.empty() }) {
			assertThat(terms("find", value)).isEqualTo(new Lifespan.Terms(null, null, null));
			assertThat(terms("minutes", value).ttl()).isNull();
		}
		assertThat(terms("property", null).ttl()).isNull();
	}

	@Test
	void textStandsAroundExpressionsAndPlaceholdersAreResolvedFirst() {
		assertThat(terms("minutes", 5).ttl()).isEqualTo(Duration.ofMinutes(5));
		assertThat(terms("property", "abc").ttl()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void argumentsMayBeUsedAndEachAttributeHasItsOwn() {
		Invocation call = TestSpecs.call(Shop.class, "all", 7);
		Lifespan.Terms terms = this.specs.read(Shop.class, "all")
			.effects()
			.puts()
			.get(0)
			.request(call)
			.lifespan()
			.of("x");
		assertThat(terms)
			.isEqualTo(new Lifespan.Terms(Duration.ofSeconds(7), Duration.ofMinutes(7), Duration.ofHours(1)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			30      | "30"
			soon    | "soon"
			        | ""
			30m or so | "30m or so"
			""")
	void textWithoutADurationIsAnError(@Nullable String text, String shown) {
		assertThatIllegalStateException().isThrownBy(() -> terms("find", (text != null) ? text : ""))
			.withMessage(error(shown));
	}

	@Test
	void whatIsNoDurationIsAnError() {
		assertThatIllegalStateException().isThrownBy(() -> terms("find", LocalDate.EPOCH))
			.withMessage(error("a java.time.LocalDate"));
		assertThatIllegalStateException().isThrownBy(() -> terms("find", Double.NaN)).withMessage(error("NaN"));
		assertThatIllegalStateException().isThrownBy(() -> terms("find", true))
			.withMessage(error("a java.lang.Boolean"));
	}

	private static String error(String shown) {
		return "@RegionCached on " + Shop.class.getName() + ".find: ttl = \"#{#result}\" yields " + shown
				+ ", which is no duration. Let it yield a Duration, a number of seconds, an Instant, or text such as 30m.";
	}

	@Test
	void whatCouldOnlyFailLaterIsRefused() {
		assertThat(catchThrowable(() -> this.specs.read(Unknown.class, "find")))
			.isInstanceOf(InvalidRegionAnnotationException.class)
			.hasMessage("@RegionCached on " + Unknown.class.getName()
					+ ".find: ttl = \"#{#reslt.expiresIn}\" uses #reslt, but the method has no such parameter. "
					+ "Use one of #a0, #id, #p0, #result, #root.");
		assertThat(catchThrowable(() -> this.specs.read(Unclosed.class, "find")))
			.isInstanceOf(InvalidRegionAnnotationException.class)
			.hasMessageEndingWith("Correct it, as in ttl = \"#{#result.expiresIn}\".");
	}

	private Lifespan.Terms terms(String method, @Nullable Object result) {
		EntrySpec spec = this.specs.read(Shop.class, method).cached();
		assertThat(spec).isNotNull();
		return spec.request(TestSpecs.call(Shop.class, method, 1)).lifespan().of(result);
	}

	static class Shop {

		@RegionCached(cacheNames = "c", key = "#id", ttl = "#{#result}")
		public Object find(int id) {
			return id;
		}

		@RegionCached(cacheNames = "c", key = "#id", ttl = "#{#result}${shop.unit}")
		public Object minutes(int id) {
			return id;
		}

		@RegionCached(cacheNames = "c", key = "#id", ttl = "#{#result.length()}s")
		public String property(int id) {
			return "";
		}

		@RegionPut(cacheNames = "c", key = "#id", ttl = "#{#id}", staleWhileRevalidate = "#{#id}m", staleIfError = "1h")
		public String all(int id) {
			return "";
		}

	}

	static class Unknown {

		@RegionCached(cacheNames = "c", key = "#id", ttl = "#{#reslt.expiresIn}")
		public String find(int id) {
			return "";
		}

	}

	static class Unclosed {

		@RegionCached(cacheNames = "c", key = "#id", ttl = "#{#result")
		public String find(int id) {
			return "";
		}

	}

}
