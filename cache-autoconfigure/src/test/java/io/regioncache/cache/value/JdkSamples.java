package io.regioncache.cache.value;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Random;
import java.util.StringJoiner;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static io.regioncache.cache.value.Sample.typeOf;

/**
 * Values of the JDK, alone and in what the JDK has to hold them.
 */
final class JdkSamples {

	private JdkSamples() {
	}

	static Stream<Sample> all() {
		return Stream.of(scalars(), scalars().flatMap(JdkSamples::held), others()).flatMap((samples) -> samples);
	}

	private static Sample scalar(String name, Object value) {
		return Sample.of("JDK values", name, value.getClass(), () -> value);
	}

	private static Stream<Sample> scalars() {
		LocalDateTime time = LocalDateTime.of(2024, 3, 10, 12, 30, 1, 123456789);
		Timestamp timestamp = new Timestamp(1700000000123L);
		timestamp.setNanos(123456789);
		BitSet bits = BitSet.valueOf(new long[] { 5, 1L << 40 });
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("String", "text \uD83D\uDE00 \0 \"quoted\"");
		values.put("String, empty", "");
		values.put("Integer", Integer.MIN_VALUE);
		values.put("Long", Long.MAX_VALUE);
		values.put("Short", (short) -7);
		values.put("Byte", (byte) -128);
		values.put("Character", 'ß');
		values.put("Boolean", true);
		values.put("Double", 0.1);
		values.put("Double, -0.0", -0.0);
		values.put("Double, NaN", Double.NaN);
		values.put("Double, infinite", Double.NEGATIVE_INFINITY);
		values.put("Float", 0.1f);
		values.put("Float, NaN", Float.NaN);
		values.put("BigDecimal, with its scale", new BigDecimal("1.100"));
		values.put("BigDecimal, with an exponent", new BigDecimal("1E+30"));
		values.put("BigInteger", BigInteger.ONE.shiftLeft(200));
		values.put("AtomicInteger", new AtomicInteger(3));
		values.put("AtomicLong", new AtomicLong(3));
		values.put("AtomicBoolean", new AtomicBoolean(true));
		values.put("Instant", Instant.ofEpochSecond(17, 123456789));
		values.put("Instant, in the far future", Instant.MAX);
		values.put("LocalDate", time.toLocalDate());
		values.put("LocalTime", time.toLocalTime());
		values.put("LocalTime, midnight", LocalTime.MIDNIGHT);
		values.put("LocalDateTime", time);
		values.put("OffsetDateTime", OffsetDateTime.of(time, ZoneOffset.ofHours(5)));
		values.put("OffsetTime", OffsetTime.of(time.toLocalTime(), ZoneOffset.ofHoursMinutes(5, 30)));
		values.put("ZonedDateTime", time.atZone(ZoneId.of("Europe/Paris")));
		values.put("ZonedDateTime, in an hour that occurs twice", ZonedDateTime
			.ofLocal(LocalDateTime.of(2024, 10, 27, 2, 30), ZoneId.of("Europe/Paris"), ZoneOffset.ofHours(1)));
		values.put("Duration", Duration.ofSeconds(-3, 5));
		values.put("Period", Period.of(1, -2, 3));
		values.put("Year", Year.of(2024));
		values.put("YearMonth", YearMonth.of(2024, 2));
		values.put("MonthDay", MonthDay.of(2, 29));
		values.put("Month", Month.MAY);
		values.put("DayOfWeek", DayOfWeek.FRIDAY);
		values.put("ZoneId", ZoneId.of("America/New_York"));
		values.put("ZoneOffset", ZoneOffset.ofTotalSeconds(3661));
		values.put("Date", new Date(1700000000123L));
		values.put("java.sql.Date", java.sql.Date.valueOf(LocalDate.of(2024, 5, 6)));
		values.put("java.sql.Time", java.sql.Time.valueOf("01:02:03"));
		values.put("java.sql.Timestamp, with nanoseconds", timestamp);
		values.put("GregorianCalendar", new GregorianCalendar(TimeZone.getTimeZone("Asia/Tokyo"), Locale.US));
		values.put("TimeZone", TimeZone.getTimeZone("Asia/Tokyo"));
		values.put("UUID", new UUID(1, 2));
		values.put("URI", URI.create("https://example.org/a?b=c#d"));
		values.put("Locale", Locale.GERMANY);
		values.put("Locale, with script and extension", Locale.forLanguageTag("zh-Hant-TW-u-nu-thai"));
		values.put("Currency", Currency.getInstance("EUR"));
		values.put("Charset", StandardCharsets.UTF_16LE);
		values.put("Pattern, with flags", Pattern.compile("a:b", Pattern.CASE_INSENSITIVE | Pattern.COMMENTS));
		values.put("BitSet", bits);
		values.put("StringBuilder", new StringBuilder("text"));
		values.put("StringBuffer", new StringBuffer("text"));
		values.put("File", new File("a/b.txt"));
		values.put("OptionalInt", OptionalInt.of(3));
		values.put("OptionalInt, empty", OptionalInt.empty());
		values.put("OptionalLong", OptionalLong.of(3));
		values.put("OptionalDouble", OptionalDouble.of(1.5));
		values.put("enum", Thread.State.BLOCKED);
		return values.entrySet().stream().map((entry) -> scalar(entry.getKey(), entry.getValue()));
	}

	/**
	 * A value in an array, in an {@code Optional}, as the value and as the key of a map.
	 */
	private static Stream<Sample> held(Sample scalar) {
		Class<?> type = (Class<?>) scalar.type();
		Object value = scalar.value().get();
		Object array = Array.newInstance(type, 2);
		Array.set(array, 0, value);
		return Stream.of(Sample.of("Arrays of JDK values", scalar.name(), array.getClass(), () -> array),
				Sample.of("Optionals of JDK values", scalar.name(), typeOf(Optional.class, type),
						() -> Optional.of(value)),
				Sample.of("Maps to JDK values", scalar.name(), typeOf(Map.class, String.class, type),
						() -> Map.of("key", value)),
				Sample.of("Maps from JDK values", scalar.name(), typeOf(Map.class, type, Integer.class), () -> {
					Map<Object, Integer> map = new LinkedHashMap<>();
					map.put(value, 1);
					return map;
				}));
	}

	private static Stream<Sample> others() {
		Callable<String> lambda = () -> "x";
		Properties defaults = new Properties();
		defaults.setProperty("a", "b");
		Properties properties = new Properties(defaults);
		properties.setProperty("c", "d");
		return Stream.of(other("int[]", int[].class, () -> new int[] { 1, 2 }),
				other("byte[]", byte[].class, () -> new byte[] { 1, -2 }),
				other("char[]", char[].class, () -> new char[] { 'a', 'ß' }),
				other("double[]", double[].class, () -> new double[] { -0.0, Double.NaN }),
				other("boolean[]", boolean[].class, () -> new boolean[] { true }),
				other("long[][]", long[][].class, () -> new long[][] { { 1 }, {} }),
				other("Object[] of text", Object[].class, () -> new Object[] { "a" }),
				other("Object[] of a Long", Object[].class, () -> new Object[] { 1L }),
				other("Optional, empty", typeOf(Optional.class, String.class), Optional::empty),
				other("AtomicReference", typeOf(AtomicReference.class, String.class), () -> new AtomicReference<>("a")),
				other("Number that is a Long", Number.class, () -> 5L),
				other("Number that is an Integer", Number.class, () -> 5),
				other("CharSequence", CharSequence.class, () -> "text"),
				other("Path", Path.class, () -> Path.of("/a/b")),
				other("Charset, by its abstract class", Charset.class, () -> StandardCharsets.UTF_8),
				other("Calendar", Calendar.class, () -> new GregorianCalendar(2024, 1, 2)),
				other("InetAddress", InetAddress.class, InetAddress::getLoopbackAddress),
				other("ByteBuffer", ByteBuffer.class, () -> ByteBuffer.wrap(new byte[] { 1 })),
				other("Properties", Properties.class, () -> defaults),
				other("Properties with defaults", Properties.class, () -> properties)
					.showing((Properties it) -> it.getProperty("a")),
				other("Class", Class.class, () -> String.class),
				other("Exception", IllegalStateException.class, () -> new IllegalStateException("no")),
				other("lambda", Callable.class, () -> lambda), other("Random", Random.class, () -> new Random(1)),
				other("InputStream", InputStream.class, () -> new ByteArrayInputStream(new byte[1])),
				other("LongAdder", LongAdder.class, LongAdder::new),
				other("CompletableFuture", CompletableFuture.class, () -> CompletableFuture.completedFuture("a")),
				other("ReentrantLock", ReentrantLock.class, ReentrantLock::new),
				other("StringJoiner", StringJoiner.class, () -> new StringJoiner(",").add("a")),
				other("Thread", Thread.class, Thread::currentThread),
				other("ThreadLocal", ThreadLocal.class, ThreadLocal::new), other("Object", Object.class, Object::new));
	}

	private static Sample other(String name, java.lang.reflect.Type type, Supplier<?> value) {
		return Sample.of("JDK, arrays and others", name, type, value);
	}

}
