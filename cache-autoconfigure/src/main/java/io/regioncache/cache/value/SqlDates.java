package io.regioncache.cache.value;

import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * The dates of {@code java.sql}, with their nanoseconds. They say what they are, since
 * JDBC and Hibernate also return them where {@link Date} is declared.
 */
final class SqlDates {

	private static final String TIMESTAMP = "timestamp:";

	private static final String DATE = "date:";

	private static final String TIME = "time:";

	private SqlDates() {
	}

	static void addTo(SimpleModule module) {
		List.of(Timestamp.class, java.sql.Date.class, Time.class)
			.forEach((type) -> module.addSerializer(type, new SqlDateSerializer()));
		module.addDeserializer(Date.class, new DateDeserializer<>(Date.class));
		module.addDeserializer(Timestamp.class, new DateDeserializer<>(Timestamp.class));
		module.addDeserializer(java.sql.Date.class, new DateDeserializer<>(java.sql.Date.class));
		module.addDeserializer(Time.class, new DateDeserializer<>(Time.class));
	}

	private static final class SqlDateSerializer extends StdSerializer<Date> {

		SqlDateSerializer() {
			super(Date.class);
		}

		@Override
		public void serialize(Date value, JsonGenerator generator, SerializationContext context) {
			generator.writeString((value instanceof Timestamp timestamp) ? TIMESTAMP + timestamp.toInstant()
					: ((value instanceof Time) ? TIME : DATE) + value.getTime());
		}

	}

	private static final class DateDeserializer<T extends Date> extends StdDeserializer<T> {

		private final Class<T> type;

		DateDeserializer(Class<T> type) {
			super(type);
			this.type = type;
		}

		@Override
		public T deserialize(JsonParser parser, DeserializationContext context) {
			try {
				return this.type.cast(read(parser, context));
			}
			catch (DateTimeException | NumberFormatException | ClassCastException ex) {
				return this.type.cast(context.reportInputMismatch(this.type, "not a " + this.type.getName()));
			}
		}

		private Date read(JsonParser parser, DeserializationContext context) {
			String text = parser.getValueAsString("");
			if (text.startsWith(TIMESTAMP)) {
				return Timestamp.from(Instant.parse(text.substring(TIMESTAMP.length())));
			}
			if (text.startsWith(DATE)) {
				return new java.sql.Date(Long.parseLong(text.substring(DATE.length())));
			}
			if (text.startsWith(TIME)) {
				return new Time(Long.parseLong(text.substring(TIME.length())));
			}
			return _parseDate(parser, context);
		}

	}

}
