package io.regioncache.cache.value;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That hits are what the method returned, and that somebody hears of it if they are not.
 */
@ExtendWith(OutputCaptureExtension.class)
class RoundTripsTests {

	private final ValueCodec codec = new ValueCodec();

	static Stream<Object> dates() {
		ZonedDateTime paris = ZonedDateTime.of(2024, 3, 10, 12, 0, 0, 123456789, ZoneId.of("Europe/Paris"));
		OffsetDateTime karachi = OffsetDateTime.of(2024, 3, 10, 12, 0, 0, 1, ZoneOffset.ofHours(5));
		return Stream.of(paris, karachi, paris.withZoneSameInstant(ZoneId.of("UTC")),
				ZonedDateTime.ofLocal(LocalDateTime.of(2024, 10, 27, 2, 30), ZoneId.of("Europe/Paris"),
						ZoneOffset.ofHours(1)),
				OffsetTime.of(12, 0, 0, 1, ZoneOffset.ofHours(5)), Instant.ofEpochSecond(17, 123456789),
				LocalDateTime.of(2024, 3, 10, 12, 0, 0, 123456789), Duration.ofNanos(1234567890123L),
				new Date(1700000000123L), new Offer(karachi, new BigDecimal("1.10")));
	}

	@ParameterizedTest
	@MethodSource("dates")
	void datesComeBackAsTheyWere(Object date) {
		assertThat(trip(this.codec, date, date.getClass())).isEqualTo(date);
	}

	@ParameterizedTest
	@MethodSource("dates")
	void datesComeBackAsKeysOfMapsToo(Object date) {
		if (!(date instanceof Offer)) {
			ResolvableType type = ResolvableType.forClassWithGenerics(Map.class, date.getClass(), Long.class);
			assertThat(trip(this.codec, Map.of(date, 1L), type.getType())).isEqualTo(Map.of(date, 1L));
		}
	}

	@Test
	void timestampsKeepTheirNanoseconds() {
		Timestamp timestamp = new Timestamp(1700000000123L);
		timestamp.setNanos(123456789);
		assertThat(trip(this.codec, timestamp, Timestamp.class)).isEqualTo(timestamp);
	}

	private static Object trip(ValueCodec codec, Object value, java.lang.reflect.Type type) {
		return codec.decode(codec.encode(value, type, Fidelity.STRICT, 0), type);
	}

	record Offer(OffsetDateTime until, BigDecimal price) {

	}

}
