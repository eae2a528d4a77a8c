package io.regioncache.cache.key;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.chrono.ThaiBuddhistDate;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import jakarta.persistence.Embeddable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.data.domain.Limit;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link KeyEncoder}.
 */
class KeyEncoderTests {

	@Test
	void writesSimpleKeysReadably() {
		assertThat(KeyEncoder.encode(42L)).isEqualTo("i:42");
		assertThat(KeyEncoder.encode("a b")).isEqualTo("s:a b");
		assertThat(KeyEncoder.encode(new SimpleKey("de", 7))).isEqualTo("k[2]4/s:de3/i:7");
		assertThat(KeyEncoder.encode(null)).isEqualTo("n:");
	}

	@Test
	void tellsTypesApart() {
		assertDistinct(1, 1.0, 1.0f, "1", '1', true, "true", "", BigDecimal.ONE, new BigDecimal("1.0"), List.of(1),
				Set.of(1), new Object[] { 1 }, Map.of(1, 1), Optional.of(1), Optional.empty(), List.of(), Set.of(),
				Map.of(), DayOfWeek.MONDAY, "MONDAY", DayOfWeek.class, new SimpleKey(1), new SimpleKey(List.of(1)),
				new Pair(1, null), new Twin(1, null), "n:", "l:1", URI.create("1"), 0.0, -0.0, Double.NaN,
				new UUID(0, 1), new UUID(0, 1).toString());
	}

	@Test
	void takesIntegralNumbersOfOneValueForOneKey() {
		for (Object number : List.of(42, (short) 42, (byte) 42, BigInteger.valueOf(42))) {
			assertThat(KeyEncoder.encode(number)).isEqualTo(KeyEncoder.encode(42L));
			assertThat(KeyEncoder.encode(List.of(number, "a"))).isEqualTo(KeyEncoder.encode(List.of(42L, "a")));
		}
		assertThat(KeyEncoder.encode(new long[] { 1, 2 })).isEqualTo(KeyEncoder.encode(new int[] { 1, 2 }));
		assertDistinct(1, -1, 256, 257L, Long.MAX_VALUE, BigInteger.TWO.pow(64), 1.0, BigDecimal.ONE, "1");
	}

	@Test
	void takesPagesBySpringDataForWhatTheyAskFor() {
		Sort sort = Sort.by("name");
		assertThat(KeyEncoder.encode(PageRequest.of(2, 20, Sort.by("name"))))
			.isEqualTo(KeyEncoder.encode(PageRequest.of(1, 20, sort).next()));
		assertThat(KeyEncoder.encode(Sort.sort(Person.class).by(Person::getName))).isEqualTo(KeyEncoder.encode(sort));
		assertDistinct(PageRequest.of(0, 20), PageRequest.of(1, 20), PageRequest.of(0, 21), PageRequest.of(20, 1),
				PageRequest.of(0, 20, sort), PageRequest.of(0, 20, Sort.by("name", "id")),
				PageRequest.of(0, 20, Sort.by("id", "name")), PageRequest.of(0, 20, sort.descending()),
				PageRequest.of(0, 20, Sort.by(Sort.Order.by("name").ignoreCase())),
				PageRequest.of(0, 20, Sort.by(Sort.Order.by("name").nullsFirst())), Pageable.unpaged(),
				Pageable.unpaged(sort), sort, Sort.unsorted(), Sort.Order.by("name"), Limit.of(20), Limit.unlimited(),
				Limit.of(0), List.of(0, 20), new SimpleKey(0, 20));
	}

	@Test
	void refusesPagesThatMayHoldMore() {
		Pageable special = new PageRequest(0, 20, Sort.unsorted()) {
		};
		assertThatExceptionOfType(UnsupportedKeyException.class).isThrownBy(() -> KeyEncoder.encode(special))
			.withMessage("A value of " + special.getClass().getName()
					+ " cannot be a key: it may hold more than its interface tells. Pass a PageRequest with a plain Sort, "
					+ "or give the method a key expression that names what counts");
	}

	@Test
	void takesEmbeddablesByTheirFields() {
		assertThat(KeyEncoder.encode(new OrderId(1, "a"))).isEqualTo(KeyEncoder.encode(new OrderId(1, "a")));
		assertDistinct(new OrderId(1, "a"), new OrderId(2, "a"), new OrderId(1, "b"), new OrderId(1, null),
				new LineId(1, "a", 1), new LineId(1, "a", 2), new Pair(1, "a"));
	}

	@Test
	void tellsWhetherAKeyCouldOnlyNotBeReadThisTime() {
		record Moody(String name) {

			@Override
			public String name() {
				throw new IllegalStateException("not now");
			}

		}
		assertThatExceptionOfType(UnsupportedKeyException.class)
			.isThrownBy(() -> KeyEncoder.encode(List.of(new Moody("a"))))
			.withMessageEndingWith("Moody cannot be read as a key: java.lang.IllegalStateException: not now")
			.matches(UnsupportedKeyException::isUnreadable);
		assertThatExceptionOfType(UnsupportedKeyException.class).isThrownBy(() -> KeyEncoder.encode(new Endless("a")))
			.matches(UnsupportedKeyException::isUnreadable);
		List<String> broken = new AbstractList<>() {

			@Override
			public String get(int index) {
				throw new UnsupportedOperationException();
			}

			@Override
			public int size() {
				return 1;
			}

		};
		assertThatExceptionOfType(UnsupportedKeyException.class).isThrownBy(() -> KeyEncoder.encode(broken))
			.withMessage("A key cannot be read: java.lang.UnsupportedOperationException")
			.matches(UnsupportedKeyException::isUnreadable);
		assertThatExceptionOfType(UnsupportedKeyException.class).isThrownBy(() -> KeyEncoder.encode(new Thread()))
			.matches((ex) -> !ex.isUnreadable());
	}

	@Test
	void refusesKeysThatNeverEnd() {
		List<Integer> endless = new AbstractList<>() {

			@Override
			public Integer get(int index) {
				return index;
			}

			@Override
			public int size() {
				return Integer.MAX_VALUE;
			}

		};
		assertThatExceptionOfType(UnsupportedKeyException.class).isThrownBy(() -> KeyEncoder.encode(endless))
			.withMessageStartingWith("A key may take 10,000,000 characters at most")
			.matches((ex) -> !ex.isUnreadable());
	}

	@Test
	void refusesAMapWhoseKeysReadAlike() {
		assertThatExceptionOfType(UnsupportedKeyException.class)
			.isThrownBy(() -> KeyEncoder.encode(Map.of(1, "a", 1L, "b")))
			.withMessage("A map that holds i:1 twice, as keys of different types, cannot be a key");
	}

	@Test
	void tellsWhereOneElementEndsAndTheNextBegins() {
		assertDistinct(List.of("a", "b"), List.of("ab", ""), List.of("", "ab"), List.of("ab"), List.of("a3/s:b"),
				List.of(List.of("a"), "b"), List.of(List.of("a", "b")), List.of("a", "b", ""), List.of("[2]", "b"),
				Map.of("a", "b"), Map.of("a3/s:b", ""), Set.of("a", "b"), Set.of("ab"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "}", "{app}:m", ":", "%", "%7b", "\n", "\r\n", "\0", "\u2028", "*", "?", "[a]", " ",
			"app:e:1:products:l:1", "h:abc", "\uD83D\uDE00" })
	void keepsHostileTextAsItIs(String hostile) {
		assertThat(KeyEncoder.encode(hostile)).isEqualTo("s:" + hostile);
	}

	@Test
	void tellsUnpairedSurrogatesApart() {
		assertDistinct("\uD800", "\uD801", "\uDC00", "\uD800\uD800", "\uDC00\uD800", "a\uD800", "?", "\uFFFD",
				"\uD83D\uDE00", "d800", "w:d800", '\uD800', '\uD801', "x".repeat(300) + "\uD800",
				"x".repeat(300) + "\uD801");
	}

	@Test
	void hashesLongKeys() {
		String longest = "x".repeat(198);
		assertThat(KeyEncoder.encode(longest)).hasSize(200);
		assertThat(KeyEncoder.encode(longest + "x")).startsWith("h:").hasSize(45);
		assertDistinct(longest + "x", longest + "y", longest + "xx", List.of(longest + "x"),
				KeyEncoder.encode(longest + "x"));
	}

	@Test
	void ignoresTheOrderOfSetsAndMaps() {
		Map<String, Integer> forth = new LinkedHashMap<>();
		Map<String, Integer> back = new LinkedHashMap<>();
		for (int i = 0; i < 20; i++) {
			forth.put("k" + i, i);
			back.put("k" + (19 - i), 19 - i);
		}
		assertThat(KeyEncoder.encode(forth)).isEqualTo(KeyEncoder.encode(back));
		assertThat(KeyEncoder.encode(new LinkedHashSet<>(forth.keySet())))
			.isEqualTo(KeyEncoder.encode(new LinkedHashSet<>(back.keySet())));
	}

	@Test
	void takesAnyCharacterSequenceForItsText() {
		assertThat(KeyEncoder.encode(new StringBuilder("abc"))).isEqualTo(KeyEncoder.encode("abc"));
	}

	@Test
	void takesArraysByTheirElements() {
		assertThat(KeyEncoder.encode(new int[] { 1, 2 })).isEqualTo("A[2]3/i:13/i:2");
		assertThat(KeyEncoder.encode(new byte[] { 1, 2 })).isEqualTo(KeyEncoder.encode(new byte[] { 1, 2 }));
		assertDistinct(new byte[] { 1, 2 }, new byte[] { 2, 1 }, new int[] { 1, 2 }, new char[] { 1, 2 },
				new int[][] { { 1 }, { 2 } }, new int[][] { { 1, 2 } });
	}

	@Test
	void namesConstantsWithBodiesByTheirEnum() {
		assertThat(KeyEncoder.encode(Shape.ROUND)).isEqualTo("e:" + Shape.class.getName() + ".ROUND");
	}

	@Test
	void tellsNanosecondsOfTimestampsApart() {
		Timestamp first = Timestamp.from(Instant.ofEpochSecond(1, 1_000_001));
		Timestamp second = Timestamp.from(Instant.ofEpochSecond(1, 1_000_002));
		assertDistinct(first, second, new Date(1001));
		assertThat(KeyEncoder.encode(first)).isEqualTo(KeyEncoder.encode(first.clone()));
	}

	@Test
	void tellsDatesOfDifferentClassesApart() {
		assertDistinct(new Date(0), new java.sql.Date(0), new java.sql.Time(0), new Timestamp(0), Instant.EPOCH);
	}

	@Test
	void tellsLocalesApartThatPrintAlike() {
		assertDistinct(Locale.ROOT, Locale.forLanguageTag("und-Latn"), new Locale("", "", "POSIX"), Locale.GERMAN,
				Locale.GERMANY, Locale.forLanguageTag("de-Latn"), Locale.forLanguageTag("de-u-co-phonebk"),
				new Locale("de", "", "DE"), new Locale("de", "DE", "x_y"), new Locale("de", "DE", "x"));
	}

	@Test
	void tellsTimesApart() {
		assertDistinct(LocalDate.EPOCH, ThaiBuddhistDate.from(LocalDate.EPOCH), Period.ofMonths(14), Period.of(1, 2, 0),
				ZoneOffset.UTC, ZoneId.of("UTC"), ZoneId.of("Etc/UTC"), LocalDate.EPOCH.atStartOfDay(),
				LocalDate.EPOCH.atStartOfDay(ZoneOffset.UTC), LocalDate.EPOCH.atStartOfDay(ZoneId.of("UTC")));
	}

	@Test
	void dependsOnNeitherLocaleNorTimeZone() {
		List<Object> values = List.of(1234567.5, new BigDecimal("1234567.5"), new Date(86_400_000L), Shape.ROUND,
				new Timestamp(5), new java.sql.Date(5), Locale.GERMANY, LocalDate.EPOCH, "I");
		Locale locale = Locale.getDefault();
		TimeZone zone = TimeZone.getDefault();
		String here = KeyEncoder.encode(values);
		try {
			Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
			TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
			assertThat(KeyEncoder.encode(values)).isEqualTo(here);
		}
		finally {
			Locale.setDefault(locale);
			TimeZone.setDefault(zone);
		}
	}

	@Test
	void refusesTypesWithoutATextOfTheirOwn() {
		assertThatIllegalArgumentException().isThrownBy(() -> KeyEncoder.encode(new Thread()))
			.withMessage("A value of java.lang.Thread cannot be a key: it has no text that is the same in every "
					+ "process. Give the method a key expression that names one, such as key = \"#p0.id\", "
					+ "or make the class a record or an @Embeddable");
	}

	@Test
	void refusesMutableNumbersAndUnknownDates() {
		Stream.of(new AtomicLong(1), Calendar.getInstance(), new Date(0) {
		})
			.forEach((key) -> assertThatIllegalArgumentException().isThrownBy(() -> KeyEncoder.encode(List.of(key)))
				.withMessageStartingWith("A value of " + key.getClass().getName() + " cannot be a key"));
	}

	@Test
	void refusesAListThatContainsItself() {
		List<Object> list = new ArrayList<>();
		list.add(list);
		list.add(list);
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> KeyEncoder.encode(list))
			.withMessage("A key may be nested 8 levels deep at most; "
					+ "give the method a key expression that names a simple value");
	}

	@Test
	void tellsAtStartWhichDeclaredTypesCanBeKeys() {
		assertThat(List.of(long.class, String.class, CharSequence.class, Object.class, Number.class, BigDecimal.class,
				Date.class, Timestamp.class, java.sql.Date.class, LocalDate.class, int[].class, Pair.class, Shape.class,
				List.class, ArrayList.class, Comparable.class, Locale.class, ZoneId.class, Optional.class,
				Pageable.class, PageRequest.class, Sort.class, Limit.class, OrderId.class))
			.allMatch(KeyEncoder::mayEncode);
		assertThat(List.of(AtomicLong.class, Thread.class, Calendar.class, Thread[].class, TimeZone.class))
			.noneMatch(KeyEncoder::mayEncode);
	}

	private static void assertDistinct(Object... keys) {
		assertThat(Arrays.stream(keys).map(KeyEncoder::encode)).doesNotHaveDuplicates();
	}

	static class Person {

		String getName() {
			return "";
		}

	}

	record Endless(String name) {

		@Override
		public String name() {
			return new Endless(name()).name();
		}

	}

	@Embeddable
	static class OrderId {

		private static final long serialVersionUID = 1L;

		private final Integer number;

		private final String country;

		private transient Object ignored = new Object();

		OrderId(Integer number, String country) {
			this.number = number;
			this.country = country;
		}

	}

	@Embeddable
	static class LineId extends OrderId {

		private final long line;

		LineId(Integer number, String country, long line) {
			super(number, country);
			this.line = line;
		}

	}

	record Pair(Object first, Object second) {

	}

	record Twin(Object first, Object second) {

	}

	enum Shape {

		ROUND {

			@Override
			public String toString() {
				return "changes";
			}

		}

	}

}
